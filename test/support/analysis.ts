import type {
  Analysis,
  ArmSummary,
  Comparison,
  Estimate,
  LatencySummary,
  MetricSummary,
  MetricUnit,
  RoleSummary,
  Run,
  TimeBin,
  Warning,
} from "../../harness/model/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { failed, makeRun, withFailures } from "./trials.ts";
import type { ArmShape } from "./trials.ts";

type Shape = {
  readonly strategy: string;
  readonly id: string;
  readonly title: string;
  readonly workers: number;
  readonly throughput: number;
  readonly p50Micros: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
  readonly rank: number;
  readonly shares: readonly number[];
  readonly bottleneck: NonNullable<ArmSummary["bottleneck"]>;
};

const mebibyte = 1024 ** 2;

const shapes: readonly Shape[] = [
  {
    strategy: "cluster-os",
    id: "cluster-os×4",
    title: "Cluster, operating system",
    workers: 4,
    throughput: 3_127,
    p50Micros: 19_400,
    cpuMicros: 1_262,
    rssBytes: 268 * mebibyte,
    rank: 1,
    shares: [0.31, 0.27, 0.23, 0.19],
    bottleneck: {
      limit: "workers",
      sentence: "The workers are at 98% of their cores: more cores would give more.",
      others: "The others, of a core: the generator 15%.",
    },
  },
  {
    strategy: "cluster-round-robin",
    id: "cluster-round-robin×4",
    title: "Cluster, round-robin",
    workers: 4,
    throughput: 3_102,
    p50Micros: 20_300,
    cpuMicros: 1_271,
    rssBytes: 271 * mebibyte,
    rank: 1,
    shares: [0.256, 0.252, 0.25, 0.242],
    bottleneck: {
      limit: "workers",
      sentence: "The workers are at 97% of their cores: more cores would give more.",
      others: "The others, of a core: the generator 15%.",
    },
  },
  {
    strategy: "reverse-proxy",
    id: "reverse-proxy×4",
    title: "Reverse proxy, least connections",
    workers: 4,
    throughput: 2_410,
    p50Micros: 25_900,
    cpuMicros: 1_604,
    rssBytes: 322 * mebibyte,
    rank: 3,
    shares: [0.251, 0.25, 0.25, 0.249],
    bottleneck: {
      limit: "proxy",
      sentence: "The proxy is at 96% of a core: the extra hop is the limit.",
      others: "The others, of a core: the generator 15%.",
    },
  },
  {
    strategy: "single",
    id: "single",
    title: "Single process",
    workers: 1,
    throughput: 801,
    p50Micros: 79_100,
    cpuMicros: 1_249,
    rssBytes: 71 * mebibyte,
    rank: 4,
    shares: [1],
    bottleneck: {
      limit: "workers",
      sentence: "The one worker is at 99% of a core; the other cores are idle.",
      others: "The others, of a core: the generator 15%.",
    },
  },
];

const blocks = 8;

/** A value's interval, ±`spread` of it. */
function around(value: number, spread: number, n = blocks): Estimate {
  return { value, low: value * (1 - spread), high: value * (1 + spread * 1.1), confidence: 0.9922, n };
}

/** Fixed noise of about ±2%, so that trials differ and goldens do not. */
function scatter(index: number): number {
  return 1 + (((index * 7 + 3) % 11) - 5) / 250;
}

function metric(id: string, title: string, unit: MetricUnit, better: "higher" | "lower", value: number): MetricSummary {
  const values = Array.from({ length: blocks }, (_, index) => value * scatter(index));
  return { metric: { id, title, unit, better }, estimate: around(value, 0.016), values };
}

function metrics(shape: Shape): readonly MetricSummary[] {
  const { throughput, p50Micros, cpuMicros, rssBytes } = shape;
  return [
    metric("throughput", "Throughput", "req/s", "higher", throughput),
    metric("latency-p50", "Latency, p50", "µs", "lower", p50Micros),
    metric("latency-p99", "Latency, p99", "µs", "lower", p50Micros * 3.1),
    metric("cpu-per-request", "CPU per request", "µs/req", "lower", cpuMicros),
    metric("memory-idle", "Memory, idle", "bytes", "lower", rssBytes * 0.7),
    metric("memory-load", "Memory, under load", "bytes", "lower", rssBytes),
  ];
}

function latency(p50: number, count: number, censored: number): LatencySummary {
  const micros = {
    p50,
    p75: p50 * 1.4,
    p90: p50 * 1.9,
    p95: p50 * 2.3,
    p99: p50 * 3.1,
    p999: p50 * 5.2,
    max: censored > 0 ? 10_000_000 : p50 * 8.4,
  };
  const lowerBounds: LatencySummary["lowerBounds"] = censored > 0 ? ["max"] : [];
  return { count, censored, meanMicros: p50 * 1.15, minMicros: p50 * 0.3, micros, lowerBounds, histogram: "" };
}

function distribution(p50: number): readonly { share: number; micros: number }[] {
  return Array.from({ length: 60 }, (_, index) => {
    const share = 1 - 10 ** (-index / 12);
    const odds = share / (1 - share);
    return { share, micros: p50 * (0.3 + 0.7 * odds ** 0.3) };
  });
}

function timeline(shape: Shape): readonly TimeBin[] {
  return Array.from({ length: 20 }, (_, index) => ({
    startSeconds: index * 0.25,
    completed: Math.round((shape.throughput / 4) * scatter(index + shape.workers)),
    failed: 0,
    p50Micros: index === 13 && shape.id === "single" ? null : shape.p50Micros * scatter(index),
    p99Micros: index === 13 && shape.id === "single" ? null : shape.p50Micros * 3.1 * scatter(index * 3),
  }));
}

function roles(shape: Shape): readonly RoleSummary[] {
  const role = (name: RoleSummary["role"], processes: number, cpu: number, memory: number): RoleSummary => ({
    role: name,
    processes,
    cpuMicrosPerRequest: cpu,
    coresUsed: (cpu * shape.throughput) / 1_000_000,
    busiestCores: (cpu * shape.throughput) / 1_000_000 / processes,
    rssIdleBytes: memory * 0.7,
    rssLoadBytes: memory,
  });
  const extra = shape.cpuMicros - 1_220;
  const front: readonly RoleSummary[] = shape.strategy.startsWith("cluster")
    ? [role("primary", 1, extra, 48 * mebibyte)]
    : shape.strategy === "reverse-proxy"
      ? [role("proxy", 1, extra, 86 * mebibyte), role("supervisor", 1, 2, 44 * mebibyte)]
      : [];
  const workers = role("worker", shape.workers, 1_220, shape.rssBytes * 0.8);
  return [workers, ...front, { ...role("generator", 1, 47, 92 * mebibyte), rssIdleBytes: 0 }];
}

function armSummary(shape: Shape): ArmSummary {
  const proxy = shape.strategy === "reverse-proxy";
  const baseline = shape.id === "single";
  const whole = latency(shape.p50Micros, Math.round(shape.throughput * 5 * blocks), proxy ? 3 : 0);
  const kind = (name: string, factor: number): ArmSummary["kinds"][number] => ({
    name,
    latency: latency(shape.p50Micros * factor, Math.round(shape.throughput * 2.5 * blocks), 0),
    p50: around(shape.p50Micros * factor, 0.02),
    p99: around(shape.p50Micros * factor * 3.1, 0.05),
  });
  return {
    armId: shape.id,
    strategy: shape.strategy,
    title: shape.title,
    workers: shape.workers,
    isObserved: true,
    measuredTrials: proxy ? blocks - 1 : blocks,
    failedTrials: proxy
      ? [
          {
            index: 13,
            message: "The target exited with code 1 while booting.",
            hint: "Run the app by itself and read what it prints.",
          },
        ]
      : [],
    metrics: metrics(shape),
    latency: { ...whole, distribution: distribution(shape.p50Micros) },
    kinds: [kind("light", 0.6), kind("heavy", 1.8)],
    timeline: timeline(shape),
    soak: null,
    roles: roles(shape),
    spread: {
      basis: "requests",
      jain: shape.id === "cluster-os×4" ? 0.97 : 0.999,
      maxOverMean: (shape.shares[0] ?? 1) * shape.workers,
      shares: shape.shares,
    },
    bottleneck: shape.bottleneck,
    failures: proxy ? [{ kind: "status 502", count: 21, example: "GET /work answered status 502" }] : [],
    ratioToBaseline: baseline ? null : around(shape.throughput / 801, 0.014),
    rank: shape.rank,
  };
}

function comparisons(): readonly Comparison[] {
  return shapes.flatMap((a, index) =>
    shapes.slice(index + 1).map((b): Comparison => {
      const ratio = around(a.throughput / b.throughput, 0.014);
      const tied = a.rank === b.rank;
      return {
        a: a.id,
        b: b.id,
        metricId: "throughput",
        ratio,
        adjustedP: tied ? 0.742 : 0.0469,
        outcome: tied ? "not-resolved" : "better",
      };
    }),
  );
}

const colocated: Warning = {
  code: "co-located",
  severity: "suspect",
  meaning: "The generator and the target shared all 4 cores, so each took time from the other.",
  action: "Run on a machine with more cores than workers, or read CPU per request beside throughput.",
};

const failures: Warning = {
  code: "failures",
  severity: "note",
  meaning: "21 of 96,400 requests were answered wrongly.",
  action: "Look at the failures, and decide whether they matter to you.",
  armId: "reverse-proxy×4",
  trials: [5],
};

/** Runs take time to make, and nobody changes them. */
let madeRun: Run | undefined;

/** A run with four arms, of which two are tied, one had a failed trial and one was slow; and what is said of it. */
export function fixtureInput(): ReportInput {
  return { run: (madeRun ??= fixtureRun()), analysis: fixtureAnalysis() };
}

function fixtureRun(): Run {
  const arms: readonly ArmShape[] = ["single", "cluster-round-robin", "cluster-os", "reverse-proxy"].flatMap((name) =>
    shapes.filter((shape) => shape.strategy === name).map(({ strategy, id, workers }) => ({ strategy, id, workers })),
  );
  return makeRun({
    arms,
    blocks,
    kinds: ["light", "heavy"],
    cores: 4,
    plan: {
      notApplicable: [{ strategy: "worker-threads", reason: "The app does not offer a thread pool (poolVariable)." }],
    },
    trial: (trial) => {
      if (trial.index === 13) return failed(trial);
      return trial.index === 5 ? withFailures(trial, 21, "status 502") : trial;
    },
  });
}

function fixtureAnalysis(): Analysis {
  return {
    verdict: {
      headline:
        "Cluster, operating system and Cluster, round-robin share first place: about 3.9 times the throughput of Single process.",
      details: [
        "Between those two no difference was resolved: ratio 1.01 [0.994, 1.02].",
        "Reverse proxy, least connections follows with 3.01 times the baseline [2.97, 3.06].",
      ],
      bestSet: ["cluster-os×4", "cluster-round-robin×4"],
      ranked: true,
    },
    seal: { status: "SUSPECT", reasons: [colocated] },
    baselineArmId: "single",
    deciding: { id: "throughput", title: "Throughput", unit: "req/s", better: "higher" },
    arms: shapes.map(armSummary),
    comparisons: comparisons(),
    sweep: null,
    findings: [
      {
        code: "skew",
        armIds: ["cluster-os×4"],
        figures: { busiestOverMean: 1.24, busiestOverMeanLow: 1.21 },
        sentence: "cluster-os×4: the busiest of 4 workers did 1.24 [1.21, 1.27] times the mean.",
      },
    ],
    warnings: [colocated, failures],
    percentiles: ["p50", "p75", "p90", "p95", "p99", "p999", "max"],
    completedBlocks: 7,
    replacedBlocks: [],
    measuredTrials: 31,
    plannedTrials: 32,
    overheadShare: 0.21,
  };
}

/** A run in which every trial failed: nothing was measured, and no figure exists. */
export function emptyInput(): ReportInput {
  const { run, analysis } = fixtureInput();
  const arms = analysis.arms.map((arm): ArmSummary => ({
    ...arm,
    measuredTrials: 0,
    metrics: [],
    latency: null,
    kinds: [],
    timeline: [],
    soak: null,
    roles: [],
    spread: null,
    bottleneck: null,
    failures: [],
    ratioToBaseline: null,
    rank: null,
  }));
  return {
    run: { ...run, finishedAt: null, trials: [] },
    analysis: {
      ...analysis,
      verdict: { headline: "Nothing was measured.", details: [], bestSet: [], ranked: false },
      seal: { status: "INVALID", reasons: [] },
      arms,
      comparisons: [],
      completedBlocks: 0,
      measuredTrials: 0,
      overheadShare: null,
    },
  };
}

function bare({ value }: Estimate): Estimate {
  return { value, low: null, high: null, confidence: null, n: 1 };
}

/** One trial of each arm: values without intervals, and no ranking. */
export function thinInput(): ReportInput {
  const { run, analysis } = fixtureInput();
  const arms = analysis.arms.map((arm): ArmSummary => ({
    ...arm,
    metrics: arm.metrics.map((summary) => ({
      ...summary,
      estimate: bare(summary.estimate),
      values: summary.values.slice(0, 1),
    })),
    kinds: arm.kinds.map((kind) => ({ ...kind, p50: bare(kind.p50), p99: bare(kind.p99) })),
    timeline: arm.timeline.slice(0, 1),
    ratioToBaseline: arm.ratioToBaseline === null ? null : bare(arm.ratioToBaseline),
    rank: null,
  }));
  const pairs = analysis.comparisons.map((pair): Comparison => ({
    ...pair,
    ratio: bare(pair.ratio),
    adjustedP: null,
    outcome: "not-resolved",
  }));
  const verdict = { headline: "Too little data to rank.", details: [], bestSet: [], ranked: false };
  return { run, analysis: { ...analysis, verdict, arms, comparisons: pairs } };
}
