import * as fc from "fast-check";
import type {
  FailedTrial,
  KindResult,
  LatencySummary,
  LoadResult,
  MachineWindow,
  MeasuredTrial,
  ProcessResult,
  RequestCounts,
  TimeBin,
  TrialFailure,
  TrialTimes,
  WorkerResult,
} from "../../../harness/model/index.ts";
import { spread, summarise } from "../../support/latency.ts";
import { text, count, number, share, time, role, listOf, keysOf } from "./arbitrary.ts";

const histograms = [[], [{ value: 12, count: 3 }], spread(500, 9_000)].map((some) => summarise(some, []).histogram);

const latency: fc.Arbitrary<LatencySummary> = fc.record({
  count,
  censored: count,
  meanMicros: number,
  minMicros: number,
  micros: fc.record({ p50: number, p75: number, p90: number, p95: number, p99: number, p999: number, max: number }),
  lowerBounds: listOf(fc.constantFrom("p50", "p75", "p90", "p95", "p99", "p999", "max")),
  histogram: fc.constantFrom(...histograms),
});

const counts: fc.Arbitrary<RequestCounts> = fc.record({
  sent: count,
  completed: count,
  failed: count,
  timedOut: count,
  inFlight: count,
});

const kind: fc.Arbitrary<KindResult> = fc.record({ name: text, counts, latency });

const bin: fc.Arbitrary<TimeBin> = fc.record({
  startSeconds: number,
  completed: count,
  failed: count,
  p50Micros: fc.option(number),
  p99Micros: fc.option(number),
});

const alwaysInLoad = {
  windowSeconds: number,
  completedInWindow: count,
  counts,
  latency,
  kinds: listOf(kind),
  bins: listOf(bin),
  failures: listOf(
    fc.record({ request: text, kind: text, count, example: text }, { requiredKeys: ["kind", "count", "example"] }),
  ),
  bytesReceived: count,
  connectionsOpened: count,
  lifetime: counts,
  drainSeconds: number,
  generatorCpuMicros: number,
  generatorMaxRssBytes: number,
};

const load: fc.Arbitrary<LoadResult> = fc.record(
  {
    ...alwaysInLoad,
    busiestGeneratorCpuMicros: number,
    pacing: fc.record({ writtenInWindow: count, lag: latency, service: latency }),
  },
  { requiredKeys: keysOf(alwaysInLoad) },
);

const worker: fc.Arbitrary<WorkerResult> = fc.record({
  pid: count,
  threadId: count,
  role,
  requests: count,
  lifetimeStarted: count,
  lifetimeFinished: count,
  cpuMicros: number,
  rssBytes: number,
  heapUsedBytes: number,
  gcMicros: number,
  gcCount: count,
  eventLoopUtilization: number,
  eventLoopDelayP50Micros: number,
  eventLoopDelayP99Micros: number,
  eventLoopDelayMaxMicros: number,
});

const processResult: fc.Arbitrary<ProcessResult> = fc.record({
  pid: count,
  role: fc.oneof(role, fc.constant("supervisor")),
  cpuMicros: number,
  rssIdleBytes: number,
  rssLoadBytes: number,
});

const machine: fc.Arbitrary<MachineWindow> = fc.record(
  {
    cores: count,
    stealShare: share,
    foreignCpuShare: share,
    pressureShare: share,
    busyShare: share,
    workMicros: number,
  },
  { requiredKeys: ["cores", "stealShare", "foreignCpuShare", "pressureShare", "busyShare"] },
);

const times: fc.Arbitrary<TrialTimes> = fc.record({
  bootSeconds: fc.option(number),
  readySeconds: number,
  warmupSeconds: number,
  measuredSeconds: number,
  drainSeconds: number,
  stopSeconds: number,
  totalSeconds: number,
});

const failure: fc.Arbitrary<TrialFailure> = fc.record({ code: text, message: text, hint: text });

export function trialOf(armIds: readonly string[]): fc.Arbitrary<MeasuredTrial | FailedTrial> {
  const base = { index: count, block: count, position: count, armId: fc.constantFrom(...armIds), startedAt: time };
  const always = {
    ...base,
    status: fc.constant("measured"),
    times,
    load,
    workers: fc.option(listOf(worker)),
    processes: fc.option(listOf(processResult)),
    machine,
  } as const;
  const measured: fc.Arbitrary<MeasuredTrial> = fc.record(
    {
      ...always,
      scheme: fc.constantFrom("http", "https"),
      nodeVersion: text,
      poolThreads: count,
      stopFailure: failure,
    },
    { requiredKeys: keysOf(always) },
  );
  const failed: fc.Arbitrary<FailedTrial> = fc.record({
    ...base,
    status: fc.constant("failed"),
    failure,
    totalSeconds: number,
  });
  return fc.oneof(measured, failed);
}

// Some of the records that fast-check makes have no prototype, which JSON does not keep.
