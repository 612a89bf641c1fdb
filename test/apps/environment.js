import { createServer } from "node:http";

createServer((_request, response) =>
  response.end(JSON.stringify({ argv: process.argv.slice(2), env: process.env })),
).listen(3000);
