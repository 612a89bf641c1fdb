// Each request takes a little longer than the one before.
import { createServer } from "node:http";

let served = 0;
createServer((_request, response) => {
  const until = performance.now() + ++served / 100;
  while (performance.now() < until);
  response.end("slower and slower\n");
}).listen(8080);
