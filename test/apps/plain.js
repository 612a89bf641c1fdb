import { createServer } from "node:http";

createServer((_request, response) => response.end("hello from an ordinary server\n")).listen(8080, "0.0.0.0");
