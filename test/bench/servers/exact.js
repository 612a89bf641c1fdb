// Answers after exactly ?wait=MILLIS: a timer for most of it, then spinning to the very end; or spins for ?spin=MILLIS.
import { createServer } from "node:http";

const timerLateness = 3;

function spinUntil(at) {
  while (performance.now() < at);
}

createServer((request, response) => {
  const arrivedAt = performance.now();
  const { searchParams } = new URL(request.url, "http://127.0.0.1");
  const wait = Number(searchParams.get("wait") ?? 0);
  const finish = () => {
    spinUntil(arrivedAt + wait + Number(searchParams.get("spin") ?? 0));
    response.end("done\n");
  };
  if (wait > timerLateness) setTimeout(finish, wait - timerLateness);
  else finish();
}).listen(0, "127.0.0.1");
