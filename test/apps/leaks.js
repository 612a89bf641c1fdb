// Keeps 20 kB of each request for ever.
import { createServer } from "node:http";

const kept = [];
createServer((_request, response) => {
  kept.push(Array.from({ length: 2_500 }, () => kept.length + 0.5));
  response.end("kept\n");
}).listen(8080);
