// Each request takes SPIN_MS of CPU, so that one process answers 1,000 / SPIN_MS a second at most.
import { createServer } from "node:http";

const spinMillis = Number(process.env.SPIN_MS ?? 2);
createServer((_request, response) => {
  const until = performance.now() + spinMillis;
  while (performance.now() < until);
  response.end("done\n");
}).listen(8080);
