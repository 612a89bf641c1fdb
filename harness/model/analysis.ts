import type { ReplacedBlock } from "./replaced-block.ts";
import type { ConnectionMode } from "./scenario.ts";
import type { LatencySummary, PercentileName, TimeBin } from "./load-result.ts";
import type { MemorySample, Role } from "./trial.ts";
import type { Warning } from "./warning.ts";

/** A point estimate with its interval. `low` and `high` are null when there is too little data for an interval. */
export type Estimate = {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Coverage that the interval really has, e.g. 0.9785; null without an interval. */
  readonly confidence: number | null;
  /** Trials or pairs it rests on. */
  readonly n: number;
};

export type MetricUnit = "req/s" | "µs" | "µs/req" | "bytes" | "seconds" | "ratio" | "share" | "count";

/** A row of the metric table, without its reader. */
export type MetricInfo = {
  readonly id: string;
  readonly title: string;
  readonly unit: MetricUnit;
  /** Which direction is better; null where neither is. */
  readonly better: "higher" | "lower" | null;
};

/** A metric of an arm: the median over trials with an order-statistic interval. */
export type MetricSummary = {
  readonly metric: MetricInfo;
  readonly estimate: Estimate;
  /** The value in each trial, in order of block. */
  readonly values: readonly number[];
};

/** CPU and memory by role, medians over trials. */
export type RoleSummary = {
  readonly role: Role | "generator" | "supervisor";
  readonly processes: number;
  readonly cpuMicrosPerRequest: number;
  /** Cores used, e.g. 0.97. */
  readonly coresUsed: number;
  /** Cores used by the busiest single process of the role. */
  readonly busiestCores: number;
  readonly rssIdleBytes: number;
  readonly rssLoadBytes: number;
};

/** How evenly an arm spread the work over its workers. */
export type SpreadSummary = {
  /** `requests`, or `cpu` where the workers do not count requests (threads of a pool). */
  readonly basis: "requests" | "cpu";
  /** Jain's fairness index, 1 is perfectly even; median over trials. */
  readonly jain: number;
  /** Largest share over the mean share; median over trials. */
  readonly maxOverMean: number;
  /** Each worker's share of the work, largest first, median over trials; they sum to about 1. */
  readonly shares: readonly number[];
};

/** What limited the arm, in words. */
export type Bottleneck = {
  readonly limit:
    | "workers"
    | "primary"
    | "proxy"
    | "generator"
    | "pool"
    | "other-programs"
    | "machine"
    | "cpu-limit"
    | "waiting"
    | "unclear"
    | "not-observed";
  /** One sentence, with the figure it rests on. */
  readonly sentence: string;
  /** What the other parts used, as a sentence; null where that says nothing. */
  readonly others: string | null;
};

/** Something that surprises those who expect more workers to be faster, found in the figures and explained. */
export type Finding = {
  /** Stable and kebab-case. */
  readonly code: string;
  readonly armIds: readonly string[];
  /** What it rests on, by name, with the unit in it. */
  readonly figures: Readonly<Record<string, number>>;
  readonly sentence: string;
};

/** Latency of an arm with all trials' histograms merged. */
export type ArmLatency = LatencySummary & {
  /** Points of the cumulative distribution: share of requests (0 to 1) answered within `micros`. */
  readonly distribution: readonly { readonly share: number; readonly micros: number }[];
};

export type KindSummary = {
  readonly name: string;
  readonly latency: LatencySummary;
  /** p50 and p99: medians over trials with intervals, µs. */
  readonly p50: Estimate;
  readonly p99: Estimate;
};

/** Failures of one kind, of one kind of request: the example tells of which. */
export type FailureSummary = { readonly kind: string; readonly count: number; readonly example: string };

/** How something of the target went over a long window, after it had settled. */
export type Growth = {
  readonly verdict: "grows" | "falls" | "flat" | "unclear";
  /** Change over the time that was followed, as a share of the median, with its 95% interval. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** The same an hour, in the unit of the figure, and its upper bound. */
  readonly perHour: number;
  readonly perHourHigh: number;
};

/** How an arm stood a long window. */
export type SoakSummary = {
  /** Time that was followed, seconds: the window without its first fifth. */
  readonly seconds: number;
  readonly rss: Growth | null;
  /** What stays in the heap after collections. */
  readonly heap: Growth | null;
  readonly p99: Growth | null;
  /** Of one trial, for a chart. */
  readonly memory: readonly MemorySample[];
};

/** One arm over all its measured trials. */
export type ArmSummary = {
  readonly armId: string;
  readonly strategy: string;
  /** How people call it, e.g. "Cluster, round-robin". */
  readonly title: string;
  /** Whether it is the app alone, in one process. */
  readonly isSingle: boolean;
  /** Null where it is not known. */
  readonly workers: number | null;
  /** Whether the target's own processes were seen; where not, its CPU, its memory and its spread are unknown. */
  readonly isObserved: boolean;
  readonly measuredTrials: number;
  readonly failedTrials: readonly { readonly index: number; readonly message: string; readonly hint: string }[];
  /** Every metric of the table, in its order. Empty when no trial was measured. */
  readonly metrics: readonly MetricSummary[];
  readonly latency: ArmLatency | null;
  readonly kinds: readonly KindSummary[];
  /** The bins of every trial, median over trials bin by bin. */
  readonly timeline: readonly TimeBin[];
  /** Null where windows were short. */
  readonly soak: SoakSummary | null;
  readonly roles: readonly RoleSummary[];
  readonly spread: SpreadSummary | null;
  readonly bottleneck: Bottleneck | null;
  readonly failures: readonly FailureSummary[];
  /** Ratio of the deciding metric to the baseline arm, within block, Hodges–Lehmann; null for the baseline itself, and where there is none. */
  readonly ratioToBaseline: Estimate | null;
  /** 1 is first. Tied arms share a place; null when no ranking is claimed. */
  readonly rank: number | null;
};

/** One pair of arms, compared on throughput within blocks. `ratio` is a over b. */
export type Comparison = {
  readonly a: string;
  readonly b: string;
  readonly metricId: string;
  readonly ratio: Estimate;
  /** Exact two-sided p, adjusted for all the pairs reported; null with too few blocks. */
  readonly adjustedP: number | null;
  readonly outcome: "better" | "worse" | "not-resolved";
};

export type SealStatus = "VALID" | "SUSPECT" | "INVALID";

/** Whether the run may be believed, and why not. */
export type Seal = {
  readonly status: SealStatus;
  /** The warnings that decided it; empty when valid. */
  readonly reasons: readonly Warning[];
};

export type Verdict = {
  /** One sentence: who is best, by how much over the baseline; or why no ranking is claimed. */
  readonly headline: string;
  /** Further sentences: the rest of the order, ties in words, cautions. */
  readonly details: readonly string[];
  /** Arms that share first place; empty when no ranking is claimed. */
  readonly bestSet: readonly string[];
  readonly ranked: boolean;
};

/** A load of a sweep: strategies are compared where they have the same. */
export type SweepPlace = {
  readonly connections: number;
  readonly connectionMode: ConnectionMode;
  /**
   * The fullest worker's connections over the mean, on average, where each connection goes to a worker drawn at random
   * and stays with it.
   */
  readonly byChance: number;
};

/** A strategy at one place of a sweep. Null where its workers did nothing, or their connections are not known. */
export type SweepCell = {
  readonly armId: string;
  /** 1 is the most even of the place; tied ones share it. Null when no order is claimed. */
  readonly rank: number | null;
  /** The busiest worker's requests over the mean of the workers. */
  readonly requests: Estimate | null;
  /** The same of connections. */
  readonly connections: Estimate | null;
};

export type SweepRow = {
  /** As on the command line: `reverse-proxy:random`. */
  readonly strategy: string;
  readonly title: string;
  readonly workers: number;
  /** In the order of the places. */
  readonly cells: readonly SweepCell[];
};

/** How evenly strategies spread their load, over numbers and kinds of connections. */
export type Sweep = {
  readonly places: readonly SweepPlace[];
  readonly rows: readonly SweepRow[];
};

/** Everything that a report shows. Reporters format it; they compute nothing. */
export type Analysis = {
  readonly verdict: Verdict;
  readonly seal: Seal;
  readonly baselineArmId: string;
  /** The metric by which the arms are compared: throughput, or p99 under an open load. */
  readonly deciding: MetricInfo;
  /** Ranked order when ranked, otherwise by what decides. */
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  /** Null where all arms have the same load. */
  readonly sweep: Sweep | null;
  /** What surprises, explained; none where the run cannot be believed. */
  readonly findings: readonly Finding[];
  /** All warnings of the run, the seal's reasons included, the gravest first. */
  readonly warnings: readonly Warning[];
  readonly percentiles: readonly PercentileName[];
  readonly completedBlocks: number;
  /** Blocks that do not count, because others were measured in their place. */
  readonly replacedBlocks: readonly ReplacedBlock[];
  readonly measuredTrials: number;
  readonly plannedTrials: number;
  /** Share of the run's time that was neither warm-up nor measurement; null when no trial was measured. */
  readonly overheadShare: number | null;
};
