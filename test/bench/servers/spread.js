// Answers each request some 5 to 15 ms after it came, each in its own moment. It never sleeps, for the reason that
// `exact.js` gives.
import { createServer } from "node:http";

const waiting = new Set();

createServer((_request, response) => {
  waiting.add({ response, dueAt: performance.now() + 5 + 10 * Math.random() });
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
