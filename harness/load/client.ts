import type { LoadResult } from "../model/index.ts";
import { type GeneratorProcess, type ProcessHooks, startGeneratorProcess } from "./generator-process.ts";
import type { LoadJob } from "./job.ts";
import { mergeLoads } from "./merge.ts";
import type { LoadPart } from "./part.ts";
import { shareOf } from "./share.ts";

/** How far ahead the moment lies at which all begin: rather more than an order takes to arrive. */
const aheadNanos = 10_000_000n;

export type RunHooks = {
  /** When all processes are prepared, just before the warm-up. */
  readonly onWarmup?: () => void;
  /** When the first process says so; milliseconds since 1970, by its clock. */
  readonly onWindowStart: (epochMillis: number) => void;
  /** When the last process says so. */
  readonly onWindowEnd: (epochMillis: number) => void;
  readonly signal?: AbortSignal;
};

/** What sends the load: one process or several, which share it. */
export type Generator = {
  readonly pids: readonly number[];
  /**
   * Runs one job; one at a time. When one process fails, the others stop.
   * @throws BroadsideError what `runLoad` throws, and `generator-failed` when a process dies or is stuck.
   */
  run(job: LoadJob, hooks: RunHooks): Promise<LoadResult>;
  /** Ends all processes and waits until they have gone. May be called more than once. */
  close(): Promise<void>;
};

/** @throws BroadsideError `generator-failed` when a process does not start; none is left then. */
export async function startGenerator(count = 1): Promise<Generator> {
  const starting = await Promise.allSettled(Array.from({ length: count }, startGeneratorProcess));
  const processes = starting.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async (): Promise<void> => void (await Promise.all(processes.map((process) => process.close())));
  const failure = starting.find((one) => one.status === "rejected");
  if (failure !== undefined) {
    await close();
    throw failure.reason;
  }
  return { pids: processes.map(({ pid }) => pid), run: (job, hooks) => runJob(processes, job, hooks), close };
}

async function runJob(processes: readonly GeneratorProcess[], job: LoadJob, hooks: RunHooks): Promise<LoadResult> {
  const { signal } = hooks;
  const abort = (): void => {
    for (const process of processes) process.abort();
  };
  const parts = runShares(processes, job, hooks);
  signal?.addEventListener("abort", abort);
  try {
    if (signal?.aborted === true) abort();
    return mergeLoads(await Promise.all(parts));
  } catch (error) {
    abort();
    await Promise.allSettled(parts);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/**
 * Each process prepares its share; when all have done so, warm-up and window begin for all at one moment; and none stops
 * sending before the requests of all have ended, so that the last of them meet the whole load.
 */
function runShares(
  processes: readonly GeneratorProcess[],
  job: LoadJob,
  { onWarmup, onWindowStart, onWindowEnd }: RunHooks,
): readonly Promise<LoadPart>[] {
  const of = processes.length;
  const hooks: ProcessHooks = {
    onPrepared: atCall(of, () => {
      const atNanos = process.hrtime.bigint() + aheadNanos;
      for (const one of processes) one.begin(atNanos);
      onWarmup?.();
    }),
    onWindowStart: atCall(1, onWindowStart),
    onWindowEnd: atCall(of, onWindowEnd),
    onDrained: atCall(of, () => {
      for (const one of processes) one.stopSending();
    }),
  };
  return processes.map((one, index) => one.run(shareOf(job, { index, of }), hooks));
}

/** Acts at the call of that number, from 1, and at no other. */
function atCall<Values extends readonly unknown[]>(
  number: number,
  act: (...values: Values) => void,
): (...values: Values) => void {
  let calls = 0;
  return (...values) => {
    calls += 1;
    if (calls === number) act(...values);
  };
}
