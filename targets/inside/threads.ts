/** Runs the app in each of N threads, and answers nothing itself. Arguments: N, app, app's arguments. */
import { Worker } from "node:worker_threads";

const [threads, script, ...args] = process.argv.slice(2);

for (let index = 0; index < Number(threads); index += 1) {
  if (script === undefined) throw new TypeError("no app was named");
  const thread = new Worker(script, { argv: args });
  // A target that has lost a worker is no longer the target that was asked for.
  thread.on("error", (error) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${stack}\n`);
    process.exit(1);
  });
  thread.on("exit", (code) => process.exit(code));
}
