import { createServer } from "node:http";

process.on("SIGTERM", () => {});
createServer((_request, response) => response.end("stubborn\n")).listen(3000);
