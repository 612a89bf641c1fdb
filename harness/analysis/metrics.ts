import {
  type CpuThrottling,
  type MeasuredTrial,
  type MetricInfo,
  patienceSeconds,
  type Percentiles,
  type ProcessResult,
  type Role,
} from "../model/index.ts";
import { jainIndex, maxOverMean } from "../stats/jain.ts";
import { connectionsOf, spreadOf } from "./spread.ts";

/** A row of the metric table. */
export type Metric = {
  readonly info: MetricInfo;
  /** The metric's value in one trial; null where it does not apply or nothing was answered. */
  readonly read: (trial: MeasuredTrial) => number | null;
};

export const throughputId = "throughput";
export const p50Id = "latency-p50";
export const p99Id = "latency-p99";
export const cpuPerRequestId = "cpu-per-request";
export const skewId = "spread-skew";
export const connectionSkewId = "connection-skew";

/** Every metric, in the order of the reports. To add one, add a row. */
export const metrics: readonly Metric[] = [
  {
    info: { id: throughputId, title: "Throughput", unit: "req/s", better: "higher" },
    read: ({ load }) => load.completedInWindow / load.windowSeconds,
  },
  latency(p50Id, "Latency, p50", "p50"),
  latency("latency-p75", "Latency, p75", "p75"),
  latency("latency-p90", "Latency, p90", "p90"),
  latency("latency-p95", "Latency, p95", "p95"),
  latency(p99Id, "Latency, p99", "p99"),
  latency("latency-p999", "Latency, p99.9", "p999"),
  latency("latency-max", "Latency, maximum", "max"),
  {
    info: { id: cpuPerRequestId, title: "CPU per request", unit: "µs/req", better: "lower" },
    read: (trial) => {
      const cpuMicros = totalOfTarget(trial, "cpuMicros");
      return cpuMicros === null ? null : cpuPerRequest(trial, cpuMicros);
    },
  },
  roleCpu("worker", "CPU per request, workers"),
  roleCpu("primary", "CPU per request, primary"),
  roleCpu("proxy", "CPU per request, proxy"),
  {
    info: { id: "cpu-per-request-generator", title: "CPU per request, generator", unit: "µs/req", better: null },
    read: (trial) => cpuPerRequest(trial, trial.load.generatorCpuMicros),
  },
  {
    info: { id: "memory-idle", title: "Memory, idle", unit: "bytes", better: "lower" },
    read: (trial) => totalOfTarget(trial, "rssIdleBytes"),
  },
  {
    info: { id: "memory-load", title: "Memory under load", unit: "bytes", better: "lower" },
    read: (trial) => totalOfTarget(trial, "rssLoadBytes"),
  },
  {
    info: { id: "boot-time", title: "Boot time", unit: "seconds", better: "lower" },
    read: ({ times }) => times.bootSeconds,
  },
  {
    info: { id: "error-share", title: "Errors", unit: "share", better: "lower" },
    read: errorShare,
  },
  {
    info: { id: "throttled-share", title: "Periods throttled by a CPU limit", unit: "share", better: "lower" },
    read: throttledShare,
  },
  {
    info: { id: "spread-jain", title: "Evenness of the spread (Jain)", unit: "ratio", better: "higher" },
    read: (trial) => jainIndex(spreadOf(trial)?.work ?? []),
  },
  {
    info: { id: skewId, title: "Busiest worker over the mean", unit: "ratio", better: "lower" },
    read: (trial) => maxOverMean(spreadOf(trial)?.work ?? []),
  },
  {
    info: { id: connectionSkewId, title: "Most connections of a worker over the mean", unit: "ratio", better: "lower" },
    read: (trial) => maxOverMean(connectionsOf(trial) ?? []),
  },
];

/** Share of the requests sent in the window that were answered wrongly, timed out or were left hanging; null when none was sent. */
export function errorShare(trial: MeasuredTrial): number | null {
  const { sent, failed, timedOut } = trial.load.counts;
  return sent === 0 ? null : (failed + timedOut + hungRequests(trial)) / sent;
}

/** Measured times are a little shorter or longer than meant. */
const timeSlackSeconds = 0.05;

/**
 * Requests still pending when they had been followed for far longer than the slowest response took: nobody will answer
 * them. What was pending after less than that is slow, and in the latencies as a lower bound.
 */
export function hungRequests({ load }: MeasuredTrial): number {
  const { counts, drainSeconds, slowestMicros } = load;
  // Older runs do not say how slow responses were.
  const patience = slowestMicros === undefined ? 0 : patienceSeconds(slowestMicros / 1e6);
  return drainSeconds + timeSlackSeconds < patience ? 0 : counts.inFlight;
}

function throttledShareOf({ periods, throttledPeriods }: CpuThrottling): number {
  return periods === 0 ? 0 : throttledPeriods / periods;
}

/** Of the CPU limits over each process the one that stopped it most, or else the smallest; each once. */
export function bindingLimits(throttling: readonly CpuThrottling[] = []): readonly CpuThrottling[] {
  const worstFirst = throttling.toSorted(
    (a, b) => throttledShareOf(b) - throttledShareOf(a) || a.limitCores - b.limitCores,
  );
  const pids = new Set(throttling.flatMap((limit) => limit.pids));
  return [...new Set([...pids].flatMap((pid) => worstFirst.find((limit) => limit.pids.includes(pid)) ?? []))];
}

/** Share of the periods in which the CPU limits that bind stopped what they hold; null where nothing limits it. */
function stoppedShare(throttling: readonly CpuThrottling[] | undefined): number | null {
  const limits = bindingLimits(throttling);
  const periods = sumOf(limits, "periods");
  return periods === 0 ? null : sumOf(limits, "throttledPeriods") / periods;
}

/** The same of the target. */
export function throttledShare({ throttling }: MeasuredTrial): number | null {
  return stoppedShare(throttling);
}

/** The same of the load generator; 0 where nothing limits it. */
export function generatorThrottledShare({ generatorThrottling }: MeasuredTrial): number {
  return stoppedShare(generatorThrottling) ?? 0;
}

/** µs of CPU for each request completed in the window; null when none was. */
export function cpuPerRequest(trial: MeasuredTrial, cpuMicros: number): number | null {
  const { completedInWindow } = trial.load;
  return completedInWindow === 0 ? null : cpuMicros / completedInWindow;
}

/** The target's processes without the one that only starts and stops them; null where they were not observed. */
export function targetProcesses({ processes }: MeasuredTrial): readonly ProcessResult[] | null {
  return processes?.filter((process) => process.role !== "supervisor") ?? null;
}

/** The target's processes of a role, as far as they were observed. */
export function processesOf({ processes }: MeasuredTrial, role: ProcessResult["role"]): readonly ProcessResult[] {
  return processes?.filter((process) => process.role === role) ?? [];
}

/** A figure of all the target's processes together; null where they were not observed. */
export function totalOfTarget(trial: MeasuredTrial, key: "cpuMicros" | "rssIdleBytes" | "rssLoadBytes"): number | null {
  const processes = targetProcesses(trial);
  return processes === null ? null : sumOf(processes, key);
}

export function sumOf<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((total, item) => total + item[key], 0);
}

function latency(id: string, title: string, percentile: keyof Percentiles): Metric {
  return {
    info: { id, title, unit: "µs", better: "lower" },
    read: ({ load }) => (load.latency.count === 0 ? null : load.latency.micros[percentile]),
  };
}

/** The p99 of one kind of request. */
export function kindP99(kind: string): Metric {
  return {
    info: { id: `latency-p99-of-${kind}`, title: `p99 of ${kind} requests`, unit: "µs", better: "lower" },
    read: ({ load }) => {
      const own = load.kinds.find(({ name }) => name === kind)?.latency;
      return own === undefined || own.count === 0 ? null : own.micros.p99;
    },
  };
}

function roleCpu(role: Role, title: string): Metric {
  return {
    info: { id: `cpu-per-request-${role}`, title, unit: "µs/req", better: "lower" },
    read: (trial) => {
      const processes = processesOf(trial, role);
      return processes.length === 0 ? null : cpuPerRequest(trial, sumOf(processes, "cpuMicros"));
    },
  };
}

/** The row of the table with that id. @throws RangeError when there is none. */
export function metricWith(id: string): Metric {
  const metric = metrics.find(({ info }) => info.id === id);
  if (metric === undefined) throw new RangeError(`there is no metric "${id}"`);
  return metric;
}
