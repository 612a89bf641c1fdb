// A server that, for its first request, starts a process of its own that keeps 64 MiB.
import { fork } from "node:child_process";
import { createServer } from "node:http";

if (process.env.HELPER === "yes") {
  const kept = Buffer.alloc(64 * 2 ** 20, 1);
  process.send(kept.length);
  process.on("message", () => process.send(kept.length));
} else {
  let helper = null;
  createServer((_request, response) => {
    helper ??= fork(import.meta.filename, { env: { ...process.env, HELPER: "yes" } });
    helper.once("message", () => response.end(String(helper.pid)));
  }).listen(3000);
}
