// Answers at once, but for one stall of a second, six seconds after the first request.
import { createServer } from "node:http";

const stallAfterMillis = 6_000;
const stallMillis = 1_000;
let firstAt;
let stalled = false;

createServer((_request, response) => {
  const now = performance.now();
  firstAt ??= now;
  if (!stalled && now - firstAt >= stallAfterMillis) {
    stalled = true;
    while (performance.now() - now < stallMillis);
  }
  response.end("ok");
}).listen(0, "127.0.0.1");
