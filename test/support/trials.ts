import { runSchemaName, runSchemaVersion } from "../../harness/model/index.ts";
import type {
  Environment,
  FailedTrial,
  KindResult,
  LoadResult,
  MachineWindow,
  MeasuredTrial,
  Plan,
  PlannedTrial,
  RequestCounts,
  Run,
  TimeBin,
} from "../../harness/model/index.ts";
import { spread, summarise } from "./latency.ts";
import { makePlanOf } from "./run-shape.ts";
import type { ObservedTrial, RunShape } from "./run-shape.ts";
import { share, sum } from "./shares.ts";
import { makeProcesses, makeWorkers } from "./target.ts";

export { makeLatency } from "./latency.ts";
export { openLoad } from "./run-shape.ts";
export type { ArmShape, ObservedTrial, RunShape } from "./run-shape.ts";

/** A whole run, whose numbers reconcile: the same shape gives the same run. */
export function makeRun(shape: RunShape): Run {
  const plan = makePlanOf(shape);
  const trials = plan.trials.flatMap((planned) => {
    const trial = makeTrial(shape, plan, planned);
    const result = shape.trial === undefined ? trial : shape.trial(trial);
    return result === null ? [] : [result];
  });
  return {
    schema: runSchemaName,
    version: runSchemaVersion,
    toolVersion: "0.1.0",
    createdAt: "2026-03-14T09:26:53.000Z",
    finishedAt: trials.length === plan.trials.length ? "2026-03-14T09:41:12.000Z" : null,
    program: "broadside",
    command: ["run", "--scenario", plan.scenario],
    plan,
    replacedBlocks: [],
    environment: { ...plausibleEnvironment, availableParallelism: shape.cores ?? 8, ...shape.environment },
    trials,
  };
}

/** Requests per second that resemble a CPU-bound app: cluster-like arms near twice `single`, ±1% between blocks. */
export function plausibleThroughput(armId: string, block: number): number {
  const factors = new Map([
    ["single", 1],
    ["cluster-round-robin", 1.95],
    ["cluster-os", 1.97],
    ["worker-threads", 1.8],
    ["reverse-proxy", 1.5],
  ]);
  const key = [...factors.keys()].find((name) => armId.startsWith(name));
  const factor = key === undefined ? 1.9 : (factors.get(key) ?? 1.9);
  return 800 * factor * (1 + wobble(armId, block) / 100);
}

/** The trial as it would be recorded had it failed. */
export function failed(trial: MeasuredTrial, message = "The target exited with code 1 while booting."): FailedTrial {
  const { index, block, position, armId, startedAt } = trial;
  const failure = { code: "app-exited", message, hint: "Run the app by itself and read what it prints." };
  return { status: "failed", index, block, position, armId, startedAt, failure, totalSeconds: 2.5 };
}

/** The trial with its load changed. */
export function withLoad<Trial extends MeasuredTrial>(trial: Trial, change: Partial<LoadResult>): Trial {
  return { ...trial, load: { ...trial.load, ...change } };
}

/** The trial with what the machine did changed. */
export function withMachine<Trial extends MeasuredTrial>(trial: Trial, change: Partial<MachineWindow>): Trial {
  return { ...trial, machine: { ...trial.machine, ...change } };
}

/** The trial with `count` of its requests answered wrongly instead of rightly; its counts still reconcile. */
export function withFailures<Trial extends MeasuredTrial>(trial: Trial, count: number, kind = "status 500"): Trial {
  const move = (counts: RequestCounts): RequestCounts => ({
    ...counts,
    completed: counts.completed - count,
    failed: counts.failed + count,
  });
  return withLoad(trial, {
    completedInWindow: trial.load.completedInWindow - count,
    counts: move(trial.load.counts),
    lifetime: move(trial.load.lifetime),
    failures: [{ kind, count, example: `GET /work answered ${kind}` }],
  });
}

function makeTrial(shape: RunShape, plan: Plan, planned: PlannedTrial): ObservedTrial {
  const arm = plan.arms.find((candidate) => candidate.id === planned.armId);
  if (arm === undefined) throw new Error(`The plan has no arm ${planned.armId}.`);
  const throughput = (shape.throughput ?? plausibleThroughput)(arm.id, planned.block);
  const load = makeLoad(shape, plan, planned, throughput);
  const workers = makeWorkers(arm, load);
  const processes = makeProcesses(workers);
  const cores = shape.cores ?? 8;
  const busyMicros = load.generatorCpuMicros + sum(processes.map((one) => one.cpuMicros));
  return {
    status: "measured",
    poolThreads: 4,
    ...planned,
    startedAt: new Date(Date.UTC(2026, 2, 14, 9, 27) + planned.index * 9_000).toISOString(),
    times: {
      bootSeconds: 0.2 + 0.05 * (arm.workers ?? 1),
      readySeconds: 0.02,
      warmupSeconds: plan.warmupSeconds,
      measuredSeconds: load.windowSeconds,
      drainSeconds: load.drainSeconds,
      stopSeconds: 0.1,
      totalSeconds: plan.warmupSeconds + load.windowSeconds + load.drainSeconds + 0.32 + 0.05 * (arm.workers ?? 1),
    },
    load,
    workers,
    processes,
    machine: {
      cores,
      stealShare: 0,
      foreignCpuShare: 0.01,
      pressureShare: 0.02,
      busyShare: Math.min(1, busyMicros / (load.windowSeconds * 1e6 * cores) + 0.01),
    },
  };
}

function makeLoad(shape: RunShape, plan: Plan, planned: PlannedTrial, throughput: number): LoadResult {
  const windowSeconds = plan.measuredSeconds;
  const completed = Math.round(throughput * windowSeconds);
  const medianMicros = (shape.latencyMicros ?? (() => 8_000))(planned.armId, planned.block);
  const names = plan.requests.map((request) => request.name);
  const parts = names.map((_, index) => spread(share(completed, names.length, index), medianMicros * 2 ** index));
  const kinds = names.map((name, index): KindResult => {
    const count = share(completed, names.length, index);
    return { name, counts: allCompleted(count), latency: summarise(parts[index] ?? [], []) };
  });
  return {
    windowSeconds,
    completedInWindow: completed,
    counts: allCompleted(completed),
    latency: summarise(parts.flat(), []),
    kinds,
    bins: makeBins(completed, windowSeconds, medianMicros),
    failures: [],
    bytesReceived: completed * 220,
    connectionsOpened: shape.connections ?? 64,
    lifetime: allCompleted(completed + Math.round(throughput * plan.warmupSeconds)),
    drainSeconds: medianMicros / 1e6,
    generatorCpuMicros: Math.min(completed * 45, windowSeconds * 1e6 * 0.5),
    generatorMaxRssBytes: 90 * 2 ** 20,
  };
}

function allCompleted(count: number): RequestCounts {
  return { sent: count, completed: count, failed: 0, timedOut: 0, inFlight: 0 };
}

function makeBins(completed: number, windowSeconds: number, medianMicros: number): readonly TimeBin[] {
  const bins = Math.round(windowSeconds / 0.25);
  return Array.from({ length: bins }, (_, index) => ({
    startSeconds: index * 0.25,
    completed: share(completed, bins, index),
    failed: 0,
    p50Micros: Math.round(medianMicros),
    p99Micros: Math.round(medianMicros * 2),
  }));
}

const plausibleEnvironment: Environment = {
  nodeVersion: "v26.10.0",
  v8Version: "14.2.231.9",
  platform: "linux x64",
  kernel: "6.12.0",
  distribution: "Debian GNU/Linux 13",
  cpuModel: "Example CPU @ 3.00GHz",
  physicalCores: 8,
  availableParallelism: 8,
  memoryBytes: 16 * 2 ** 30,
  governor: null,
  virtualization: "kvm",
  fileLimit: 65_536,
  generatorVersion: "autocannon 9.0.0",
  fingerprint: "3f8a1c",
};

/** A number in [−1, 1] that depends on nothing but the arm and the block. */
function wobble(armId: string, block: number): number {
  let hash = 2_166_136_261;
  for (const character of `${armId}/${block}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) / 2 ** 32) * 2 - 1;
}
