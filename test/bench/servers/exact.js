// Answers after exactly ?wait=MILLIS, or spins for ?spin=MILLIS and answers before it reads the next request. It never
// sleeps: the core of a server that does is halted, and takes up to a millisecond to wake for a request, and for a timer.
import { createServer } from "node:http";

const waiting = new Set();

createServer((request, response) => {
  const arrivedAt = performance.now();
  const { searchParams } = new URL(request.url, "http://127.0.0.1");
  const spunAt = arrivedAt + Number(searchParams.get("spin") ?? 0);
  while (performance.now() < spunAt);
  const wait = Number(searchParams.get("wait") ?? 0);
  if (wait === 0) response.end("done\n");
  else waiting.add({ response, dueAt: arrivedAt + wait });
}).listen(0, "127.0.0.1");

function answerWhatIsDue() {
  for (const one of waiting) {
    if (performance.now() < one.dueAt) continue;
    waiting.delete(one);
    one.response.end("done\n");
  }
  setImmediate(answerWhatIsDue);
}

answerWhatIsDue();
