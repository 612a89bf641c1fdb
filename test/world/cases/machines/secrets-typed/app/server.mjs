import { createServer } from "node:http";

createServer((request, response) => response.end("here")).listen(process.env.PORT ?? 8080);
