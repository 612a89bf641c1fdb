import { createServer } from "node:http";

const readyAt = Date.now() + Number(process.env["LOADING_MS"] ?? 6_000);

createServer((_request, response) => {
  if (Date.now() < readyAt) response.writeHead(503, { "retry-after": "1" }).end("model is loading");
  else response.end("42");
}).listen(0);
