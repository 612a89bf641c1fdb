// From its first request on its event loop is never idle: between one slice of work and the next it only looks what came.
import { createServer } from "node:http";

const sliceMillis = 15;

function slice() {
  const until = performance.now() + sliceMillis;
  while (performance.now() < until);
  setImmediate(slice);
}

createServer((_request, response) => response.end("working\n"))
  .once("request", slice)
  .listen(8080);
