// Listens to see whether its port is free, closes, and only then serves, as libraries that look for a port do.
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";

const look = createServer();
look.listen(3000, () => {
  const { port } = look.address();
  look.close(() => {
    createHttpServer((_request, response) => response.end("served\n")).listen(port);
  });
});
