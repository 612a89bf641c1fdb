import { createServer } from "node:http";

/** A log that is followed, as `tail -f` does: a line every few milliseconds, for as long as somebody listens. */
createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  let line = 0;
  const timer = setInterval(() => response.write(`{"line":${(line += 1)}}\n`), 5);
  response.on("close", () => clearInterval(timer));
}).listen(0);
