import type {
  ArmSummary,
  Estimate,
  LatencySummary,
  MetricSummary,
  MetricUnit,
  RoleSummary,
  TimeBin,
} from "../../harness/model/index.ts";

/** What distinguishes an arm of the fixture. */
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

/** The arms of the fixture, the fastest first. */
export const shapes: readonly Shape[] = [
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

export const blocks = 8;

/** A value's interval, ±`spread` of it. */
export function around(value: number, spread: number, n = blocks): Estimate {
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

export function armSummary(shape: Shape): ArmSummary {
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
    isSingle: shape.strategy === "single",
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
