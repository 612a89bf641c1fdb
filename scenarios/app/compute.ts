import { extname } from "node:path";
import type { PoolTaskName } from "./pool-task.ts";

/** The app's CPU work, wherever it runs: on this thread, or on a pool of threads. Each answer is JSON. */
export type Compute = {
  readonly report: (rows: number) => string | Promise<string>;
  readonly identity: () => string | Promise<string>;
  /** Waits for the work in hand, then ends the threads if there are any. */
  readonly close: () => Promise<void>;
};

async function computeHere(): Promise<Compute> {
  // Imported only here: with a pool, this thread has no use for the sales table.
  const { report, identity } = await import("./pool-task.ts");
  return { report, identity, close: () => Promise.resolve() };
}

async function computeOnPool(threads: number): Promise<Compute> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina<number, string>({
    filename: new URL(`./pool-task${extname(import.meta.filename)}`, import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    // With atomics an idle thread sleeps inside its event loop, which then looks busy to event-loop utilisation.
    atomics: "disabled",
    recordTiming: false,
  });
  const run = (name: PoolTaskName, argument: number): Promise<string> => pool.run(argument, { name });
  // The pool gives each thread one task at a time, so that this many at once reach every thread.
  await Promise.all(Array.from({ length: threads }, () => run("report", 1)));
  return {
    report: (rows) => run("report", rows),
    identity: () => run("identity", 0),
    close: () => pool.close(),
  };
}

/**
 * Makes the CPU work ready. With 1 or more `poolThreads` it runs on that many threads, all of which are up and have
 * loaded their code when the promise resolves; with 0 it runs on the calling thread.
 */
export function startCompute(poolThreads: number): Promise<Compute> {
  return poolThreads === 0 ? computeHere() : computeOnPool(poolThreads);
}
