/** Entry of the generator's process, which the harness forks: load never comes from the harness's own event loop. */
import { BroadsideError, messageOf } from "../errors.ts";
import type { LoadJob } from "./job.ts";
import { isOrder, type Report } from "./messages.ts";
import { runLoad } from "./run-load.ts";

let abortion = new AbortController();
let beginning = Promise.withResolvers<bigint>();
let stopping = Promise.withResolvers<void>();

process.on("message", (message) => {
  if (!isOrder(message)) return;
  switch (message.type) {
    case "prepare":
      void run(message.job);
      break;
    case "begin":
      beginning.resolve(message.atNanos);
      break;
    case "stop-sending":
      stopping.resolve();
      break;
    case "abort":
      abortion.abort();
  }
});
// The harness has gone, or wants this process gone. Load that nobody measures must not go on.
process.on("disconnect", () => process.exit());
process.on("uncaughtException", (error) => {
  report(asError(error));
  process.disconnect?.();
});
if (process.connected) report({ type: "ready" });
else process.exit();

async function run(job: LoadJob): Promise<void> {
  abortion = new AbortController();
  beginning = Promise.withResolvers();
  stopping = Promise.withResolvers();
  try {
    const part = await runLoad(
      job,
      {
        onReady: () => {
          report({ type: "prepared" });
          return beginning.promise;
        },
        onWindowStart: () => report({ type: "window-start", epochMillis: Date.now() }),
        onWindowEnd: () => report({ type: "window-end", epochMillis: Date.now() }),
        onDrained: () => {
          report({ type: "drained" });
          return stopping.promise;
        },
      },
      abortion.signal,
    );
    report({ type: "result", part });
  } catch (error) {
    report(asError(error));
  }
}

function asError(error: unknown): Report {
  if (error instanceof BroadsideError) {
    return { type: "error", code: error.code, message: error.message, hint: error.hint };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return {
    type: "error",
    code: "generator-failed",
    message: `The load generator failed: ${detail}`,
    hint: "This is a bug in Broadside: please report it with this message.",
  };
}

function report(message: Report): void {
  // The harness may have gone, which the end of the channel tells.
  if (process.connected) process.send?.(message, () => {});
}
