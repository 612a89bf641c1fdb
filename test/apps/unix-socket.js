import { createServer } from "node:http";

createServer((_request, response) => response.end("app")).listen({ path: "\0broadside-test-app" });
