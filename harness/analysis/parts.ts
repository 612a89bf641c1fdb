import type { MeasuredTrial, Role, StatedArm } from "../model/index.ts";
import { median } from "../stats/quantile.ts";
import { besideInWords } from "./beside.ts";
import { busyShareOfAllowed, usableCores } from "./cores.ts";
import { busiestOf, typicalGeneratorCores } from "./generator.ts";
import { processesOf, throttledShare } from "./metrics.ts";
import { sharersOf } from "./spread.ts";

/** What each part of an arm used, in cores, and what else the machine did: medians over trials. */
export type Parts = {
  /** Whether anything of the target was seen. */
  readonly isObserved: boolean;
  /** The busiest process of it. */
  readonly generator: number;
  /** Words that say so, where it has several. */
  readonly busiest: string;
  readonly primary: number | null;
  readonly proxy: number | null;
  readonly acceptor: number | null;
  /** Mean over workers. */
  readonly workers: number | null;
  readonly busiestWorker: number | null;
  /** What workers are called: processes, threads of one process, or threads of its pool. */
  readonly workerName: string;
  /** Beside their JavaScript, all workers together. */
  readonly offLoop: number;
  /** The same of one process, mean over several. */
  readonly offLoopEach: number;
  /** Who that was, as far as threads have names; empty where they do not tell. */
  readonly beside: string;
  readonly poolWaitMicros: number | null;
  readonly loopUtilization: number | null;
  readonly machineShare: number | null;
  /** What other programs used of the whole machine. */
  readonly foreignShare: number;
  /** Share of the periods in which a CPU limit stopped the target. */
  readonly throttledShare: number | null;
  readonly cores: number;
  /** How busy the cores were that may be used, and how many these are; null where all may. */
  readonly allowedShare: number | null;
  readonly allowedCores: number;
  /** What the proxy is called. */
  readonly proxyName: string;
};

export function partsOf(trials: readonly MeasuredTrial[], { facts }: Pick<StatedArm, "facts">): Parts {
  const over = (read: (trial: MeasuredTrial) => number | null): number | null => {
    const values = trials.flatMap((trial) => read(trial) ?? []);
    return values.length === 0 ? null : median(values);
  };
  return {
    isObserved: trials.some(({ processes }) => processes !== null),
    generator: typicalGeneratorCores(trials),
    busiest: busiestOf(trials),
    primary: over((trial) => frontCores(trial, "primary")),
    proxy: over((trial) => frontCores(trial, "proxy")),
    acceptor: over((trial) => {
      if (!sharersOf(trial).pool) return null;
      return meanCores(
        trial,
        (trial.workers ?? []).filter((worker) => worker.role === "worker" && worker.threadId === 0),
      );
    }),
    workers: over((trial) => meanCores(trial, sharersOf(trial).sharers)),
    busiestWorker: over((trial) => mostCores(trial, sharersOf(trial).sharers)),
    workerName: workerNameOf(trials),
    offLoop: over(offLoopCores) ?? 0,
    offLoopEach: over((trial) => (offLoopCores(trial) ?? 0) / Math.max(1, processesOf(trial, "worker").length)) ?? 0,
    beside: besideInWords(trials),
    poolWaitMicros: over(poolWaitOf),
    loopUtilization: over(({ workers }) => {
      const each = (workers ?? []).filter(({ role }) => role === "worker").map((worker) => worker.eventLoopUtilization);
      return each.length === 0 ? null : Math.max(...each);
    }),
    machineShare: over((trial) => trial.machine.busyShare),
    foreignShare: over((trial) => trial.machine.foreignCpuShare) ?? 0,
    throttledShare: over(throttledShare),
    cores: over((trial) => trial.machine.cores) ?? 1,
    allowedShare: over(busyShareOfAllowed),
    allowedCores: over(usableCores) ?? 1,
    proxyName: facts.front,
  };
}

function workerNameOf([trial]: readonly MeasuredTrial[]): string {
  if (trial === undefined) return "workers";
  const { pool, sharers } = sharersOf(trial);
  if (pool) return "threads of the app's pool";
  return sharers.some(({ threadId }) => threadId > 0) ? "threads" : "workers";
}

/** Cores used by a worker's process, mean over several; null where there is none. */
export function workerCores(trial: MeasuredTrial): number | null {
  return meanCores(trial, processesOf(trial, "worker"));
}

/**
 * Cores used by what stands in front of the workers; null where nothing does. Of several processes those of the busiest:
 * nginx has a master beside the one that serves.
 */
export function frontCores(trial: MeasuredTrial, role: Exclude<Role, "worker">): number | null {
  return mostCores(trial, processesOf(trial, role));
}

/** Cores used by the processes of the workers beside the threads that run JavaScript; null where they were not observed. */
export function offLoopCores(trial: MeasuredTrial): number | null {
  if (trial.workers === null) return null;
  const whole = (workerCores(trial) ?? 0) * processesOf(trial, "worker").length;
  const own = trial.workers.filter(({ role }) => role === "worker");
  return Math.max(0, whole - (meanCores(trial, own) ?? 0) * own.length);
}

/** The longest that any worker's work waited for a thread of libuv's pool, median within the window; null where not known. */
export function poolWaitOf({ workers }: MeasuredTrial): number | null {
  const waits = workers?.flatMap((worker) => worker.poolWaitP50Micros ?? []) ?? [];
  return waits.length === 0 ? null : Math.max(...waits);
}

type Used = { readonly cpuMicros: number };

/** Cores that each process or thread used. */
function coresOf({ load }: MeasuredTrial, parts: readonly Used[]): readonly number[] {
  return parts.map(({ cpuMicros }) => cpuMicros / (load.windowSeconds * 1e6));
}

/** Null when there are none. */
function meanCores(trial: MeasuredTrial, parts: readonly Used[]): number | null {
  const each = coresOf(trial, parts);
  return each.length === 0 ? null : each.reduce((sum, one) => sum + one, 0) / each.length;
}

/** Null when there are none. */
function mostCores(trial: MeasuredTrial, parts: readonly Used[]): number | null {
  return parts.length === 0 ? null : Math.max(...coresOf(trial, parts));
}
