import { createServer } from "node:http";

createServer((_request, response) => response.writeHead(404).end("no such page\n")).listen(3000);
