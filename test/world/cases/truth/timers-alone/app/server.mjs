// Each response comes from a timer of 50 ms and takes a little work: many come due together, and nothing uses libuv's pool.
import { createServer } from "node:http";

const workMillis = 0.2;

createServer((_request, response) => {
  setTimeout(() => {
    const until = performance.now() + workMillis;
    while (performance.now() < until);
    response.end("tick\n");
  }, 50);
}).listen(8080);
