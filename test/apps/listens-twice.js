import { createServer } from "node:http";

createServer((_request, response) => response.end("app")).listen(3000);
createServer((_request, response) => response.end("metrics")).listen(9090);
