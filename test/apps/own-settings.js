// An app with opinions: under comparison, every strategy's servers get the same settings instead.
import { createServer } from "node:http";

const server = createServer((_request, response) => response.end("as you like\n"));
server.keepAliveTimeout = 1000;
server.maxRequestsPerSocket = 1;
server.listen(3000);
