// A server with a process and a thread beside it that listen too, on the ports that the arguments name, and before it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { Worker, workerData } from "node:worker_threads";

const [processPort = 0, threadPort = 0] = process.argv.slice(2).map(Number);
const script = import.meta.filename;

function serve(text, port, onListening) {
  createServer((_request, response) => response.end(text)).listen(port, "127.0.0.1", onListening);
}

// Not by `isMainThread`: the app itself may run in a thread.
if (workerData === "helper") serve("the thread", threadPort, () => process.stdout.write("listening"));
else if (process.env.HELPER === "yes") serve("the process", processPort, () => process.send("listening"));
else {
  const helper = fork(script, process.argv.slice(2), { env: { ...process.env, HELPER: "yes" } });
  const thread = new Worker(script, {
    argv: process.argv.slice(2),
    stdout: true,
    workerData: "helper",
  });
  await Promise.all([once(helper, "message"), once(thread.stdout, "data")]);
  serve("the app", 3000);
}
