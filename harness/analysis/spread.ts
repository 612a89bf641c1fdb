import type { MeasuredTrial, SpreadSummary, WorkerResult } from "../model/index.ts";
import { jainIndex, maxOverMean } from "../stats/jain.ts";
import { median } from "../stats/quantile.ts";

/** What each worker of a trial did, in requests or, where they do not count requests, in µs of CPU. */
export type TrialSpread = { readonly basis: SpreadSummary["basis"]; readonly work: readonly number[] };

/**
 * The processes or threads among which a trial's work was to be spread. Behind a thread that accepts, those are the
 * threads of its pool, which finish no requests themselves; where threads answer and the main one does not, those. None where they were not observed.
 */
export function sharersOf(trial: MeasuredTrial): { readonly pool: boolean; readonly sharers: readonly WorkerResult[] } {
  const workers = (trial.workers ?? []).filter((worker) => worker.role === "worker");
  const threads = workers.filter((worker) => worker.threadId > 0);
  const acceptors = workers.filter((worker) => worker.threadId === 0 && worker.requests > 0);
  const pool = threads.length > 0 && acceptors.length > 0 && threads.every((thread) => thread.requests === 0);
  const areListening = acceptors.length === 0 && threads.some((thread) => thread.requests > 0);
  return { pool, sharers: pool || areListening ? threads : workers };
}

/**
 * Null with fewer than two workers, when they did nothing, or where one of them did not report in time. Requests are
 * those of the window, by the rate at which each finished them between its own two reports.
 */
export function spreadOf(trial: MeasuredTrial): TrialSpread | null {
  const { sharers } = sharersOf(trial);
  if (sharers.length < 2 || trial.unread?.some(({ role }) => role === "worker") === true) return null;
  const { windowSeconds } = trial.load;
  const requests = sharers.map(
    (worker) => (worker.requests * windowSeconds) / (worker.intervalSeconds ?? windowSeconds),
  );
  if (requests.some((count) => count > 0)) return { basis: "requests", work: requests };
  const cpu = sharers.map((worker) => worker.cpuMicros);
  return cpu.some((micros) => micros > 0) ? { basis: "cpu", work: cpu } : null;
}

/**
 * Connections that each worker had in the window. Null with fewer than two workers, behind a proxy, whose connections
 * to the workers are its own, and where they are not known.
 */
export function connectionsOf(trial: MeasuredTrial): readonly number[] | null {
  const { pool, sharers } = sharersOf(trial);
  if (pool || sharers.length < 2 || trial.processes?.some(({ role }) => role === "proxy") === true) return null;
  const counts = sharers.flatMap(({ connections }) => connections ?? []);
  return counts.length === sharers.length ? counts : null;
}

/** Medians over trials. Null when no trial had work to spread. */
export function summariseSpread(trials: readonly MeasuredTrial[]): SpreadSummary | null {
  const spreads = trials.flatMap((trial) => spreadOf(trial) ?? []);
  const [first] = spreads;
  if (first === undefined) return null;
  const shares = spreads.map(({ work }) => sharesOf(work));
  const workers = Math.max(...shares.map((one) => one.length));
  return {
    basis: first.basis,
    jain: median(spreads.flatMap(({ work }) => jainIndex(work) ?? [])),
    maxOverMean: median(spreads.flatMap(({ work }) => maxOverMean(work) ?? [])),
    shares: Array.from({ length: workers }, (_, place) => median(shares.map((one) => one[place] ?? 0))),
  };
}

/** Largest first. */
function sharesOf(work: readonly number[]): readonly number[] {
  const total = work.reduce((sum, value) => sum + value, 0);
  return work.map((value) => value / total).sort((a, b) => b - a);
}
