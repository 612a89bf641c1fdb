// What an agent does that is preloaded: serves figures at a port of its own, from the moment of the start.
require("node:http")
  .createServer((_request, response) => response.end("preloaded figures"))
  .listen(9464, "0.0.0.0");
