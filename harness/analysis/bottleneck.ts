import type { Bottleneck, MeasuredTrial, Role } from "../model/index.ts";
import { median } from "../stats/quantile.ts";
import { duration, list, percent, plural, significant } from "../units.ts";
import { besideInWords } from "./beside.ts";
import { busyShareOfAllowed, coresInWords, usableCores } from "./cores.ts";
import { disturbanceThresholds } from "./disturbance.ts";
import { busiestOf, generatorCores } from "./generator.ts";
import { processesOf, throttledShare } from "./metrics.ts";
import { sharersOf } from "./spread.ts";

/** Cores used, from which a part is taken to be the limit. */
export const limitThresholds = {
  generatorCores: 0.8,
  roleCores: 0.85,
  workerCores: 0.85,
  machineBusyShare: 0.95,
  /** Of what fills a machine, the part of other programs from which they are the limit. */
  foreignPartOfBusy: 0.5,
  throttledShare: 0.5,
  /** Below this, and all else below it too, nobody was busy. */
  idleCores: 0.5,
  /** Half of the requests for a thread of libuv's pool wait this long, µs, */
  poolWaitMicros: 1_000,
  /** while event loops are idle more than this, so that it is not for them that they wait, */
  idleLoopUtilization: 0.5,
  /** and the machine is less busy than this, so that it is not for a core. */
  poolMachineShare: 0.8,
} as const;

/** Cores used by each part, medians over trials. */
type Load = {
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

type Limit = Pick<Bottleneck, "limit" | "sentence">;

type Rule = (load: Load) => Limit | null;

/** The first that applies names the limit. The generator comes first: what it could not send says nothing of the arm. */
const rules: readonly Rule[] = [
  ({ generator, busiest }) =>
    generator >= limitThresholds.generatorCores
      ? {
          limit: "generator",
          sentence: `The ${busiest}generator used ${core(generator)}: it may be the limit, not the arm.`,
        }
      : null,
  ({ isObserved }) =>
    isObserved
      ? null
      : { limit: "not-observed", sentence: "Its processes were not observed: what limits it is not known." },
  ({ primary }) =>
    primary !== null && primary >= limitThresholds.roleCores
      ? { limit: "primary", sentence: `The primary used ${core(primary)}: dispatch is the limit.` }
      : null,
  ({ proxy, proxyName }) =>
    proxy !== null && proxy >= limitThresholds.roleCores
      ? { limit: "proxy", sentence: `${proxyName} used ${core(proxy)}: forwarding is the limit.` }
      : null,
  ({ acceptor }) =>
    acceptor !== null && acceptor >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The accepting thread used ${core(acceptor)}: handing out work is the limit.` }
      : null,
  ({ throttledShare: share }) =>
    share !== null && share >= limitThresholds.throttledShare
      ? { limit: "cpu-limit", sentence: `A CPU limit stopped it in ${percent(share, 2)} of periods: it is the limit.` }
      : null,
  ({ workers, workerName }) =>
    workers !== null && workers >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The ${workerName} used ${core(workers)} each: their CPU is the limit.` }
      : null,
  ({ workers, busiestWorker, workerName }) =>
    workers !== null && busiestWorker !== null && busiestWorker >= limitThresholds.workerCores
      ? {
          limit: "workers",
          sentence: `The busiest of the ${workerName} used ${core(busiestWorker)}, the mean was ${percent(workers, 2)}: uneven spread is the limit.`,
        }
      : null,
  ({ machineShare, foreignShare }) =>
    machineShare !== null &&
    machineShare >= limitThresholds.machineBusyShare &&
    foreignShare >= limitThresholds.foreignPartOfBusy * machineShare
      ? {
          limit: "other-programs",
          sentence: `Other programs used ${percent(foreignShare, 2)} of the machine, which was full: they are the limit, not the arm.`,
        }
      : null,
  ({ machineShare, foreignShare, cores, offLoop, beside }) =>
    machineShare !== null && machineShare >= limitThresholds.machineBusyShare
      ? {
          limit: "machine",
          sentence: `The machine was ${percent(machineShare)} busy: its ${plural(cores, "core")} are the limit${offLoop >= 1 ? `, and threads beside the event loop used ${significant(offLoop, 2)} of them${beside === "" ? "" : ` (${beside})`}` : ""}.${foreignShare > disturbanceThresholds.foreignCpuShare ? ` Other programs used ${percent(foreignShare, 2)} of it.` : ""}`,
        }
      : null,
  ({ allowedShare, allowedCores, cores }) =>
    allowedShare !== null && allowedShare >= limitThresholds.machineBusyShare
      ? {
          limit: "machine",
          sentence: `${coresInWords(allowedCores)} of the machine's ${cores} may be used here, and ${percent(allowedShare)} of that was busy: it is the limit.`,
        }
      : null,
  ({ poolWaitMicros, loopUtilization, machineShare, allowedShare }) =>
    (poolWaitMicros ?? 0) >= limitThresholds.poolWaitMicros &&
    Math.max(machineShare ?? 0, allowedShare ?? 0) < limitThresholds.poolMachineShare &&
    (loopUtilization ?? 1) < limitThresholds.idleLoopUtilization
      ? {
          limit: "pool",
          sentence: `Work waited ${duration(poolWaitMicros ?? 0)} for a thread of libuv's pool while event loops were idle: the pool is the limit.`,
        }
      : null,
  ({ generator, primary, proxy, acceptor, workers, machineShare, allowedShare }) => {
    const busiest = Math.max(generator, primary ?? 0, proxy ?? 0, acceptor ?? 0, workers ?? 0);
    if (busiest >= limitThresholds.idleCores) return null;
    const busy = Math.max(machineShare ?? 0, allowedShare ?? 0);
    const why =
      busy < limitThresholds.poolMachineShare
        ? "requests waited for something else."
        : `the cores that may be used were ${percent(busy)} busy, which the parts share.`;
    return { limit: "waiting", sentence: `No part used more than ${core(busiest)}: ${why}` };
  },
];

/** What limited an arm, from the CPU that each part used, and what the other parts used. Null without trials. */
export function findBottleneck(trials: readonly MeasuredTrial[], strategy: string): Bottleneck | null {
  if (trials.length === 0) return null;
  const load = measureLoad(trials, strategy);
  const unclear: Limit = { limit: "unclear", sentence: "No part was at its limit, and none was idle." };
  const found = rules.map((rule) => rule(load)).find((one) => one !== null) ?? unclear;
  return { ...found, others: othersInWords(load, found.limit) };
}

/** `The others, of a core: the workers 45% each and the generator 30%.` */
function othersInWords(load: Load, limit: Bottleneck["limit"]): string | null {
  if (limit === "waiting") return null;
  const parts: readonly (readonly [of: Bottleneck["limit"], name: string, used: number | null, end: string])[] = [
    ["workers", `the ${load.workerName}`, load.workers, " each"],
    ["primary", "the primary", load.primary, ""],
    ["proxy", load.proxyName.toLowerCase(), load.proxy, ""],
    ["workers", "the accepting thread", load.acceptor, ""],
    ["generator", `the ${load.busiest}generator`, load.generator, ""],
  ];
  const others = parts.flatMap(([of, name, used, end]) =>
    of === limit || used === null ? [] : [`${name} ${percent(used, 2)}${end}`],
  );
  return others.length === 0 ? null : `The others, of a core: ${list(others)}.`;
}

function measureLoad(trials: readonly MeasuredTrial[], strategy: string): Load {
  const over = (read: (trial: MeasuredTrial) => number | null): number | null => {
    const values = trials.flatMap((trial) => read(trial) ?? []);
    return values.length === 0 ? null : median(values);
  };
  return {
    isObserved: trials.some(({ processes }) => processes !== null),
    generator: over(generatorCores) ?? 0,
    busiest: busiestOf(trials),
    primary: over((trial) => roleCores(trial, "primary")),
    proxy: over((trial) => roleCores(trial, "proxy")),
    acceptor: over((trial) => {
      if (!sharersOf(trial).pool) return null;
      return coresOf(
        trial,
        (trial.workers ?? []).filter((worker) => worker.role === "worker" && worker.threadId === 0),
      );
    }),
    workers: over((trial) => coresOf(trial, sharersOf(trial).sharers)),
    busiestWorker: over((trial) => {
      const each = sharersOf(trial).sharers.map((worker) => coresOf(trial, [worker]) ?? 0);
      return each.length === 0 ? null : Math.max(...each);
    }),
    workerName: workerNameOf(trials),
    offLoop: over(offLoopCores) ?? 0,
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
    proxyName: ["nginx", "haproxy"].includes(strategy) ? strategy : "The proxy",
  };
}

function workerNameOf([trial]: readonly MeasuredTrial[]): string {
  if (trial === undefined) return "workers";
  const { pool, sharers } = sharersOf(trial);
  if (pool) return "threads of the app's pool";
  return sharers.some(({ threadId }) => threadId > 0) ? "threads" : "workers";
}

/** Cores used by a process of the role, mean over several; null where there is none. */
export function roleCores(trial: MeasuredTrial, role: Role): number | null {
  return coresOf(trial, processesOf(trial, role));
}

/** Cores used by the processes of the workers beside the threads that run JavaScript; null where they were not observed. */
export function offLoopCores(trial: MeasuredTrial): number | null {
  if (trial.workers === null) return null;
  const whole = (roleCores(trial, "worker") ?? 0) * processesOf(trial, "worker").length;
  const own = trial.workers.filter(({ role }) => role === "worker");
  return Math.max(0, whole - (coresOf(trial, own) ?? 0) * own.length);
}

/** The longest that any worker's work waited for a thread of libuv's pool, median within the window; null where not known. */
export function poolWaitOf({ workers }: MeasuredTrial): number | null {
  const waits = workers?.flatMap((worker) => worker.poolWaitP50Micros ?? []) ?? [];
  return waits.length === 0 ? null : Math.max(...waits);
}

/** Mean cores used by the processes or threads; null when there are none. */
function coresOf(trial: MeasuredTrial, parts: readonly { readonly cpuMicros: number }[]): number | null {
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, part) => sum + part.cpuMicros, 0);
  return total / parts.length / (trial.load.windowSeconds * 1e6);
}

function core(used: number): string {
  return `${percent(used, 2)} of a core`;
}
