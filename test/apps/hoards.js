// Keeps 16 MiB of each request for ever, touched, so that it counts.
import { createServer } from "node:http";

const kept = [];
createServer((_request, response) => {
  kept.push(Buffer.alloc(2 ** 24, 1));
  response.end("kept\n");
}).listen(8080);
