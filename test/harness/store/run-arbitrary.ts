import * as fc from "fast-check";
import { runSchemaName, runSchemaVersion } from "../../../harness/model/index.ts";
import type {
  App,
  Deployment,
  Arm,
  EarlyEnd,
  GateSettings,
  Environment,
  FailedTrial,
  KindResult,
  LatencySummary,
  Load,
  LoadResult,
  MachineWindow,
  MeasuredTrial,
  Plan,
  ProcessResult,
  RequestCounts,
  RequestKind,
  Run,
  TimeBin,
  TrialFailure,
  TrialTimes,
  Warning,
  WorkerResult,
} from "../../../harness/model/index.ts";

/* Every run that the model allows and JSON can hold: so no -0, which JSON writes as 0. */

const text = fc.string({ unit: "binary", maxLength: 12 });
const name = fc.stringMatching(/^[A-Za-z-]{1,8}$/);
const texts = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });
const count = fc.maxSafeNat();
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const share = fc.option(number);
const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date("2999-01-01") })
  .map((date) => date.toISOString());
const role = fc.constantFrom("worker", "primary", "proxy");

function listOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: 3 });
}

const requestKind: fc.Arbitrary<RequestKind> = fc.record(
  {
    name: text,
    weight: number,
    method: text,
    path: text,
    headers: texts,
    body: text,
    expect: fc.record({ status: count, includes: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ["name", "weight", "method", "path", "headers", "expect"] },
);

const app: fc.Arbitrary<App> = fc.record(
  { script: text, args: listOf(text), env: texts, cwd: text, nodeArgs: listOf(text), port: count, poolVariable: text },
  { requiredKeys: ["script", "args", "env"] },
);

const eitherLoad = {
  connections: count,
  connectionMode: fc.constantFrom("keep-alive", "per-request"),
  timeoutSeconds: number,
} as const;

const closedLoad = { kind: fc.constant("closed"), ...eitherLoad } as const;

const openLoad = {
  kind: fc.constant("open"),
  arrivals: fc.constantFrom("poisson", "even"),
  profile: listOf(fc.record({ seconds: number, rate: number })),
  ...eitherLoad,
} as const;

const generators = fc.integer({ min: 1 });

const plannedLoad: fc.Arbitrary<Load> = fc.oneof(
  fc.record({ ...closedLoad, generators }, { requiredKeys: keysOf(closedLoad) }),
  fc.record({ ...openLoad, generators }, { requiredKeys: keysOf(openLoad) }),
);

const deployment: fc.Arbitrary<Deployment> = fc.record(
  {
    url: text,
    isRemote: fc.boolean(),
    up: listOf(text),
    down: listOf(text),
    reload: listOf(text),
    commandTimeoutSeconds: number,
  },
  { requiredKeys: ["url", "isRemote", "commandTimeoutSeconds"] },
);

function armCalled(id: string, armId: fc.Arbitrary<string>): fc.Arbitrary<Arm> {
  return fc.record(
    {
      id: fc.constant(id),
      strategy: text,
      options: texts,
      workers: fc.option(count),
      sharesPort: fc.constant(true as const),
      software: text,
      load: plannedLoad,
      app,
      node: fc.record({ version: text, path: text }),
      deployment,
      canaryOf: armId,
    },
    { requiredKeys: ["id", "strategy", "options", "workers", "load"] },
  );
}

function gateOf(armId: fc.Arbitrary<string>): fc.Arbitrary<GateSettings> {
  const side = fc.record({ label: text, commit: fc.option(text) });
  return fc.record({
    base: side,
    head: side,
    baseArmId: armId,
    headArmId: armId,
    metrics: listOf(text),
    tolerance: number,
    minimalEffect: number,
    requirements: listOf(
      fc.record({
        text,
        metricId: text,
        comparison: fc.constantFrom("<", "<=", ">", ">=", "="),
        value: number,
        unit: fc.constantFrom("µs", "ratio"),
      }),
    ),
  });
}

function planOf(armIds: readonly string[]): fc.Arbitrary<Plan> {
  const armId = fc.constantFrom(...armIds);
  const always = {
    scenario: text,
    title: text,
    description: text,
    app: fc.option(app),
    dependencies: listOf(fc.record({ name: text, script: text, env: texts, urlVariable: text })),
    requests: listOf(requestKind),
    arms: fc.tuple(...armIds.map((id) => armCalled(id, armId))),
    baselineArmId: armId,
    notApplicable: listOf(fc.record({ strategy: text, reason: text })),
    blocks: count,
    warmupSeconds: number,
    measuredSeconds: number,
    seed: number,
    quick: fc.boolean(),
    fair: fc.record({
      backlog: count,
      keepAliveTimeoutSeconds: number,
      maxRequestsPerSocket: count,
      noDelay: fc.boolean(),
      uvThreadpoolSize: count,
    }),
    trials: listOf(fc.record({ index: count, block: count, position: count, armId })),
  };
  return fc.record({ ...always, looks: listOf(count), gate: gateOf(armId) }, { requiredKeys: keysOf(always) });
}

function keysOf<T extends object>(record: T): (keyof T)[] {
  const keys: (keyof T)[] = [];
  for (const key in record) keys.push(key);
  return keys;
}

const environmentFields = {
  nodeVersion: text,
  v8Version: text,
  platform: text,
  kernel: text,
  distribution: text,
  cpuModel: text,
  physicalCores: count,
  availableParallelism: count,
  memoryBytes: count,
  governor: fc.option(text),
  virtualization: fc.option(text),
  fileLimit: fc.option(count),
  generatorVersion: text,
  fingerprint: text,
};

const environment: fc.Arbitrary<Environment> = fc.record(
  { ...environmentFields, tcpMigrateReq: fc.option(fc.boolean()) },
  { requiredKeys: keysOf(environmentFields) },
);

const latency: fc.Arbitrary<LatencySummary> = fc.record({
  count,
  censored: count,
  meanMicros: number,
  minMicros: number,
  micros: fc.record({ p50: number, p75: number, p90: number, p95: number, p99: number, p999: number, max: number }),
  lowerBounds: listOf(fc.constantFrom("p50", "p75", "p90", "p95", "p99", "p999", "max")),
  histogram: fc.base64String({ maxLength: 40 }),
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
  failures: listOf(fc.record({ kind: text, count, example: text })),
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

const machine: fc.Arbitrary<MachineWindow> = fc.record({
  cores: count,
  stealShare: share,
  foreignCpuShare: share,
  pressureShare: share,
  busyShare: share,
});

const times: fc.Arbitrary<TrialTimes> = fc.record({
  bootSeconds: fc.option(number),
  readySeconds: number,
  warmupSeconds: number,
  measuredSeconds: number,
  drainSeconds: number,
  stopSeconds: number,
  totalSeconds: number,
});

const warning: fc.Arbitrary<Warning> = fc.record(
  {
    code: text,
    severity: fc.constantFrom("note", "suspect", "invalid"),
    meaning: text,
    action: text,
    armId: text,
    trials: listOf(count),
  },
  { requiredKeys: ["code", "severity", "meaning", "action"] },
);

const failure: fc.Arbitrary<TrialFailure> = fc.record({ code: text, message: text, hint: text });

function trialOf(armIds: readonly string[]): fc.Arbitrary<MeasuredTrial | FailedTrial> {
  const base = { index: count, block: count, position: count, armId: fc.constantFrom(...armIds), startedAt: time };
  const always = {
    ...base,
    status: fc.constant("measured"),
    times,
    load,
    workers: fc.option(listOf(worker)),
    processes: fc.option(listOf(processResult)),
    machine,
    warnings: listOf(warning),
  } as const;
  const measured: fc.Arbitrary<MeasuredTrial> = fc.record(
    { ...always, scheme: fc.constantFrom("http", "https"), stopFailure: failure },
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
export const anyRun: fc.Arbitrary<Run> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 3 })
  .chain(runOf)
  .map((run) => structuredClone(run));

function runOf(armIds: readonly string[]): fc.Arbitrary<Run> {
  const always = {
    schema: fc.constant(runSchemaName),
    version: fc.constant(runSchemaVersion),
    toolVersion: text,
    createdAt: time,
    finishedAt: fc.option(time),
    program: text,
    command: listOf(text),
    plan: planOf(armIds),
    environment,
    trials: listOf(trialOf(armIds)),
    replacedBlocks: listOf(fc.record({ block: count, by: count, reason: text })),
  };
  const earlyEnd: fc.Arbitrary<EarlyEnd> = fc.record({ blocks: count, because: fc.constantFrom("decided", "time") });
  return fc.record({ ...always, earlyEnd }, { requiredKeys: keysOf(always) });
}

function isRich(run: Run): boolean {
  return run.trials.length === 3 && run.trials.some((trial) => trial.status === "measured");
}

/** One run, the same at every call: with three trials, and as large as asked. */
export function someRun(commandBytes = 1_000): Run {
  const [run] = fc.sample(anyRun.filter(isRich), { seed: 7, numRuns: 1 });
  if (run === undefined) throw new Error("nothing was generated");
  return { ...run, command: ["x".repeat(commandBytes)] };
}
