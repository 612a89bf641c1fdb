// Opens a second port when the first request has come.
import { createServer } from "node:http";

const metrics = createServer((_request, response) => response.end("metrics"));
createServer((_request, response) => {
  if (!metrics.listening) metrics.listen(9090);
  response.end("app");
}).listen(3000);
