import type { Bottleneck, MeasuredTrial, ProcessResult, Role } from "../model/index.ts";
import { median } from "../stats/quantile.ts";
import { percent, significant } from "../units.ts";
import { busiestOf, generatorCores } from "./generator.ts";
import { throttledShare } from "./metrics.ts";
import { sharersOf } from "./spread.ts";

/** Cores used, from which a part is taken to be the limit. */
export const limitThresholds = {
  generatorCores: 0.8,
  roleCores: 0.85,
  workerCores: 0.85,
  machineBusyShare: 0.95,
  throttledShare: 0.5,
  /** Below this, and all else below it too, nobody was busy. */
  idleCores: 0.5,
} as const;

/** Cores used by each part, medians over trials. */
type Load = {
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
  readonly machineShare: number | null;
  /** Share of the periods in which a CPU limit stopped the target. */
  readonly throttledShare: number | null;
};

type Rule = (load: Load) => Bottleneck | null;

/** The first that applies names the limit. The generator comes first: what it could not send says nothing of the arm. */
const rules: readonly Rule[] = [
  ({ generator, busiest }) =>
    generator >= limitThresholds.generatorCores
      ? {
          limit: "generator",
          sentence: `The ${busiest}generator used ${cores(generator)}: it may be the limit, not the arm.`,
        }
      : null,
  ({ primary }) =>
    primary !== null && primary >= limitThresholds.roleCores
      ? { limit: "primary", sentence: `The primary used ${cores(primary)}: handing out connections is the limit.` }
      : null,
  ({ proxy }) =>
    proxy !== null && proxy >= limitThresholds.roleCores
      ? { limit: "proxy", sentence: `The proxy used ${cores(proxy)}: forwarding is the limit.` }
      : null,
  ({ acceptor }) =>
    acceptor !== null && acceptor >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The accepting thread used ${cores(acceptor)}: handing out work is the limit.` }
      : null,
  ({ throttledShare: share }) =>
    share !== null && share >= limitThresholds.throttledShare
      ? { limit: "cpu-limit", sentence: `A CPU limit stopped it in ${percent(share, 2)} of periods: it is the limit.` }
      : null,
  ({ workers }) =>
    workers !== null && workers >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The workers used ${cores(workers)} each: their CPU is the limit.` }
      : null,
  ({ workers, busiestWorker }) =>
    workers !== null && busiestWorker !== null && busiestWorker >= limitThresholds.workerCores
      ? {
          limit: "workers",
          sentence: `The busiest worker used ${cores(busiestWorker)}, the mean was ${significant(workers, 2)}: uneven spread is the limit.`,
        }
      : null,
  ({ machineShare }) =>
    machineShare !== null && machineShare >= limitThresholds.machineBusyShare
      ? { limit: "machine", sentence: `The machine was ${percent(machineShare)} busy: its cores are the limit.` }
      : null,
  ({ generator, primary, proxy, acceptor, workers }) => {
    const busiest = Math.max(generator, primary ?? 0, proxy ?? 0, acceptor ?? 0, workers ?? 0);
    return busiest < limitThresholds.idleCores
      ? { limit: "waiting", sentence: `No part used more than ${cores(busiest)}: requests waited for something else.` }
      : null;
  },
];

/** What limited an arm, from the CPU that each part used. Null without trials. */
export function findBottleneck(trials: readonly MeasuredTrial[]): Bottleneck | null {
  if (trials.length === 0) return null;
  const load = measureLoad(trials);
  for (const rule of rules) {
    const found = rule(load);
    if (found !== null) return found;
  }
  const workers = load.workers === null ? "" : ` The workers used ${cores(load.workers)} each.`;
  return { limit: "unclear", sentence: `No part was at its limit, and none was idle.${workers}` };
}

function measureLoad(trials: readonly MeasuredTrial[]): Load {
  const over = (read: (trial: MeasuredTrial) => number | null): number | null => {
    const values = trials.flatMap((trial) => read(trial) ?? []);
    return values.length === 0 ? null : median(values);
  };
  return {
    generator: over(generatorCores) ?? 0,
    busiest: busiestOf(trials),
    primary: over((trial) => coresOf(trial, processesOf(trial, "primary"))),
    proxy: over((trial) => coresOf(trial, processesOf(trial, "proxy"))),
    acceptor: over((trial) => {
      if (!sharersOf(trial).pool) return null;
      return coresOf(
        trial,
        trial.workers.filter((worker) => worker.role === "worker" && worker.threadId === 0),
      );
    }),
    workers: over((trial) => coresOf(trial, sharersOf(trial).sharers)),
    busiestWorker: over((trial) => {
      const each = sharersOf(trial).sharers.map((worker) => coresOf(trial, [worker]) ?? 0);
      return each.length === 0 ? null : Math.max(...each);
    }),
    machineShare: over((trial) => trial.machine.busyShare),
    throttledShare: over(throttledShare),
  };
}

function processesOf(trial: MeasuredTrial, role: Role): readonly ProcessResult[] {
  return trial.processes.filter((process) => process.role === role);
}

/** Mean cores used by the processes or threads; null when there are none. */
function coresOf(trial: MeasuredTrial, parts: readonly { readonly cpuMicros: number }[]): number | null {
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, part) => sum + part.cpuMicros, 0);
  return total / parts.length / (trial.load.windowSeconds * 1e6);
}

function cores(used: number): string {
  return `${significant(used, 2)} of a core`;
}
