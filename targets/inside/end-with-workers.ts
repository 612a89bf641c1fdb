import cluster, { type Worker } from "node:cluster";
import { graceMillis } from "../protocol.ts";
import { channel } from "./first.ts";

/** How long the end of a worker is waited for that may explain what went wrong in the primary. */
const explanationMillis = 1_000;

/**
 * Ends this process, the primary of a cluster, when all its workers have ended: by itself where it was asked to end, and
 * otherwise in the way that the first of them did. A target that has lost a worker is no longer the target that was
 * asked for, so the others are asked to end then, and have their time for it as at the end of a trial: what they hold they
 * can give back. The result does the same as if a worker had exited with that code.
 * `codeOf` may know better with which code a worker exited; it is asked when all that the worker sent has been read.
 */
export function endWithWorkers(
  codeOf: (worker: Worker, code: number) => number = (_, code) => code,
): (worker: Worker, code: number) => void {
  const workers = new Set<Worker>();
  const seen = new WeakSet<Worker>();
  let finish: (() => void) | null = null;

  /** One that has been started in this turn of the loop is told of in the next: it would find us gone, and complain. */
  const isForking = (): boolean =>
    Object.values(cluster.workers ?? {}).some((worker) => worker !== undefined && !seen.has(worker));
  const finishIfAlone = (): void => {
    if (workers.size === 0 && !isForking()) finish?.();
  };
  const tellEnd = ({ process: { pid } }: Worker): void => {
    if (finish === null) channel?.send({ type: "worker-ended", pid: pid ?? null });
  };
  const end = (like: () => void): void => {
    if (finish !== null) return;
    finish = like;
    // This process waits for them: a worker that is still starting would complain of its end, and hide the reason.
    for (const worker of workers) worker.process.kill("SIGTERM");
    setTimeout(() => {
      for (const worker of workers) worker.process.kill("SIGKILL");
    }, graceMillis).unref();
  };

  cluster.on("fork", (worker) => {
    workers.add(worker);
    seen.add(worker);
    if (finish !== null) worker.process.kill("SIGTERM");
    // What cannot be written to a worker that is ending, its exit tells; one that could not be started has none.
    worker.on("error", (error) => {
      if (worker.process.pid !== undefined) return;
      channel?.send({ type: "problem", problem: { kind: "not-started", by: "system", reason: error.message } });
      workers.delete(worker);
      end(() => process.exit(1));
      finishIfAlone();
    });
  });
  // Also of a foreign primary: its write to a worker that is ending fails before the exit of that is known.
  process.on("uncaughtException", (error) => {
    if (finish !== null) return;
    setTimeout(() => {
      if (finish !== null) return;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      channel?.send({ type: "problem", problem: { kind: "host-failed", message } });
      end(() => process.exit(1));
      finishIfAlone();
    }, explanationMillis);
  });
  cluster.on("exit", (worker, code: number | null, signal: NodeJS.Signals | null) => {
    tellEnd(worker);
    end(() => (signal === null ? process.exit(codeOf(worker, code ?? 1)) : process.kill(process.pid, signal)));
    const forget = (): void => {
      workers.delete(worker);
      finishIfAlone();
    };
    // What it sent last may still be on its way.
    if (worker.isConnected()) worker.once("disconnect", forget);
    else forget();
  });
  // The workers, which are told to end as well, may write to the primary until they have: it lets go of them.
  process.once("SIGTERM", () => {
    finish ??= () => process.exit(0);
    cluster.disconnect();
    finishIfAlone();
  });
  return (worker, code) => {
    tellEnd(worker);
    end(() => process.exit(code));
    finishIfAlone();
  };
}
