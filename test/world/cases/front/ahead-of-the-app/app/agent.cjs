// Preloaded: serves figures at a port of its own from the moment of the start.
require("node:http")
  .createServer((_request, response) => response.end("up"))
  .listen({ port: 9102, host: "0.0.0.0" });
