// Gives its one pool thread a thousand messages at a time, which Node.js hands out before the thread looks at anything else.
/* oxlint-disable unicorn/require-post-message-target-origin -- these are threads, not windows */
import { createServer } from "node:http";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

const burst = 1_000;

if (isMainThread) {
  const thread = new Worker(new URL(import.meta.url));
  const send = () => {
    for (let message = 0; message < burst; message += 1) thread.postMessage(message);
  };
  let done = 0;
  thread.on("message", () => {
    done += 1;
    if (done % burst === 0) send();
  });
  createServer((_request, response) => response.end(`${done}\n`)).listen(3000, send);
} else {
  parentPort.on("message", (message) => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    parentPort.postMessage(message);
  });
}
