import { z } from "zod";
import type {
  BodySizes,
  CpuThrottling,
  FailedTrial,
  FailureKind,
  KindResult,
  LatencySummary,
  LoadResult,
  MachineWindow,
  MeasuredTrial,
  MemorySample,
  Pacing,
  Percentiles,
  ProcessResult,
  RequestCounts,
  ResponseForm,
  ThreadGroup,
  TimeBin,
  TrialFailure,
  TrialTimes,
  UnreadWorker,
  WorkerResult,
} from "../model/index.ts";
import { histogramDamaged, isHistogram } from "./histogram-check.ts";
import { count, listOf, number, structure, text, time } from "./structure.ts";

const role = z.enum(["worker", "primary", "proxy"]);
const percentileName = z.enum(["p50", "p75", "p90", "p95", "p99", "p999", "max"]);

const percentiles = structure<Percentiles>()({
  p50: number,
  p75: number,
  p90: number,
  p95: number,
  p99: number,
  p999: number,
  max: number,
});

const latency = structure<LatencySummary>()({
  count,
  censored: count,
  meanMicros: number,
  minMicros: number,
  micros: percentiles,
  lowerBounds: listOf(percentileName),
  histogram: text.refine(isHistogram, histogramDamaged),
});

const requestCounts = structure<RequestCounts>()({
  sent: count,
  completed: count,
  failed: count,
  timedOut: count,
  inFlight: count,
});

const timeBin = structure<TimeBin>()({
  startSeconds: number,
  completed: count,
  failed: count,
  p50Micros: number.nullable(),
  p99Micros: number.nullable(),
});

const failureKind = structure<FailureKind>()({
  request: z.exactOptional(text),
  kind: text,
  count,
  example: text,
});

const bodySizes = structure<BodySizes>()({ meanBytes: number, standardDeviationBytes: number });

const kindResult = structure<KindResult>()({
  name: text,
  counts: requestCounts,
  latency,
  bodies: z.exactOptional(bodySizes),
});

const responseForm = structure<ResponseForm>()({
  request: text,
  status: count,
  contentType: text.nullable(),
  body: z.enum(["empty", "json", "text", "page", "bytes"]),
  places: z.exactOptional(z.record(text, text)),
});

const pacing = structure<Pacing>()({ writtenInWindow: count, lag: latency, service: latency });

const loadResult = structure<LoadResult>()({
  windowSeconds: number,
  completedInWindow: count,
  counts: requestCounts,
  latency,
  kinds: listOf(kindResult),
  bins: listOf(timeBin),
  failures: listOf(failureKind),
  bytesReceived: number,
  connectionsOpened: count,
  lifetime: requestCounts,
  slowestMicros: z.exactOptional(number),
  drainSeconds: number,
  generatorCpuMicros: number,
  busiestGeneratorCpuMicros: z.exactOptional(number),
  generatorMaxRssBytes: number,
  pacing: z.exactOptional(pacing),
});

const workerResult = structure<WorkerResult>()({
  pid: count,
  threadId: count,
  role,
  intervalSeconds: z.exactOptional(number),
  requests: count,
  serverErrors: z.exactOptional(count),
  connections: z.exactOptional(count),
  lifetimeStarted: count,
  lifetimeFinished: count,
  cpuMicros: number,
  poolWaitP50Micros: z.exactOptional(number),
  rssBytes: number,
  heapUsedBytes: number,
  gcMicros: number,
  gcCount: count,
  eventLoopUtilization: number,
  eventLoopDelayP50Micros: number,
  eventLoopDelayP99Micros: number,
  eventLoopDelayMaxMicros: number,
});

const unreadWorker = structure<UnreadWorker>()({
  pid: count,
  threadId: count,
  role,
  edge: z.enum(["start", "end", "last"]),
  lateSeconds: number.nullable(),
});

const threadGroup = structure<ThreadGroup>()({ name: text, threads: count, cpuMicros: number });

const processResult = structure<ProcessResult>()({
  pid: count,
  role: z.enum([...role.options, "supervisor"]),
  cpuMicros: number,
  childrenCpuMicros: z.exactOptional(number),
  rssIdleBytes: number,
  rssLoadBytes: number,
  beside: z.exactOptional(listOf(threadGroup)),
});

const machineWindow = structure<MachineWindow>()({
  cores: count,
  allowedCores: z.exactOptional(number),
  stealShare: number.nullable(),
  foreignCpuShare: number.nullable(),
  pressureShare: number.nullable(),
  busyShare: number.nullable(),
  workMicros: z.exactOptional(number),
});

const trialTimes = structure<TrialTimes>()({
  bootSeconds: number.nullable(),
  readySeconds: number,
  warmupSeconds: number,
  measuredSeconds: number,
  drainSeconds: number,
  stopSeconds: number,
  totalSeconds: number,
});

const memorySample = structure<MemorySample>()({
  seconds: number,
  rssBytes: number,
  heapUsedBytes: number,
  externalBytes: z.exactOptional(number),
});

const cpuThrottling = structure<CpuThrottling>()({
  pids: listOf(count),
  limitCores: number,
  periods: count,
  throttledPeriods: count,
  throttledMicros: number,
});

const trialFailure = structure<TrialFailure>()({
  code: text,
  message: text,
  hint: text,
  isUnderLoad: z.exactOptional(z.literal(true)),
});

const trialBase = { index: count, block: count, position: count, armId: text, startedAt: time };

const failedTrial = structure<FailedTrial>()({
  ...trialBase,
  status: z.literal("failed"),
  failure: trialFailure,
  totalSeconds: number,
});

const measuredTrial = structure<MeasuredTrial>()({
  ...trialBase,
  status: z.literal("measured"),
  scheme: z.exactOptional(z.enum(["http", "https"])),
  nodeVersion: z.exactOptional(text),
  poolThreads: z.exactOptional(count),
  responses: z.exactOptional(listOf(responseForm)),
  times: trialTimes,
  load: loadResult,
  workers: listOf(workerResult).nullable(),
  processes: listOf(processResult).nullable(),
  observedSeconds: z.exactOptional(number),
  unread: z.exactOptional(listOf(unreadWorker)),
  machine: machineWindow,
  memory: z.exactOptional(listOf(memorySample)),
  throttling: z.exactOptional(listOf(cpuThrottling)),
  generatorThrottling: z.exactOptional(listOf(cpuThrottling)),
  stopFailure: z.exactOptional(trialFailure),
});

export const trialResult = z.discriminatedUnion("status", [measuredTrial, failedTrial]);
