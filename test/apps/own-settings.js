// An app with opinions: under comparison, every strategy's servers get the same settings instead. It answers whether
// small packets are sent at once.
import { createServer } from "node:http";

const server = createServer({ noDelay: false }, ({ socket }, response) => {
  const noDelay = Object.getOwnPropertySymbols(socket).find(({ description }) => description === "kSetNoDelay");
  response.end(String(socket[noDelay]));
});
server.keepAliveTimeout = 1000;
server.maxRequestsPerSocket = 1;
server.listen(3000, "0.0.0.0", 7);
