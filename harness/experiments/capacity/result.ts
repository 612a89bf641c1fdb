import type { Estimate, Percentiles, Role, Seal, Warning } from "../../model/index.ts";

/** One end of the interval in which the highest rate lies. */
export type RateEnd = {
  /** Requests per second. */
  readonly rate: number;
  /** Full trials at it; where it is not confirmed yet, short ones may stand for it. */
  readonly trials: number;
  /** Those that say so: met the objectives at the lower end, missed them at the upper. */
  readonly agreeing: number;
  readonly isConfirmed: boolean;
};

/** What became of an arm's search. */
export type SearchOutcome =
  /** Both ends are confirmed. */
  | "confirmed"
  /** The search was ended for want of time. */
  | "narrowing"
  /** No rate that was tried met the objectives. */
  | "not-held"
  /** The generator was at its limit before the arm was: it holds the lower end at least. */
  | "generator-limited"
  /** The arm did not run. */
  | "failed";

/** What one offered rate came to in one counted trial. */
export type OfferedPoint = {
  readonly kind: "short" | "full";
  /** Requests per second: offered, and answered rightly within the window. */
  readonly offered: number;
  readonly answered: number;
  /** Requests of the window. */
  readonly requests: number;
  /** From the intended times, µs. */
  readonly micros: Percentiles;
  readonly meanMicros: number;
  readonly errorShare: number;
  /** Everything but the objectives held: what was offered was dealt with, and latency did not grow. */
  readonly isSteady: boolean;
  readonly isMet: boolean;
  /** Why it is not met, in words; empty where it is. */
  readonly reasons: readonly string[];
  readonly isGeneratorLimited: boolean;
};

/**
 * A queue that predicts what was measured: requests at random, `servers` that take `serviceMicros` each, and waits as by
 * Allen and Cunneen's approximation, `variability` times those of exponential service.
 */
export type QueueModel = {
  readonly servers: number;
  /** From the closed-loop throughput. */
  readonly serviceMicros: number;
  /** Latency beside the wait, µs. */
  readonly baseMicros: number;
  readonly variability: number;
  /** Mean latency at the rate that is held, from the lower rates alone, and as it was. */
  readonly predictedMicros: number;
  readonly foundMicros: number;
};

/** CPU that one request took, by what took it, µs; medians over the trials at the rate that is held. */
export type RequestCost = { readonly role: Role | "generator"; readonly cpuMicros: number };

/** What one arm holds. */
export type ArmCapacity = {
  readonly armId: string;
  readonly strategy: string;
  /** How people call the strategy with its options. */
  readonly title: string;
  /** Whether it is the app alone, in one process. */
  readonly isSingle: boolean;
  /** Null where it is not known. */
  readonly workers: number | null;
  /** Whether the target's own processes were seen. */
  readonly isObserved: boolean;
  /** More workers than the machine can run at once. */
  readonly isBeyondCores: boolean;
  readonly outcome: SearchOutcome;
  /** The highest rate that met the objectives, and the lowest above it that did not and is not the generator's doing. */
  readonly held: RateEnd | null;
  readonly missed: RateEnd | null;
  /** Why the last trial at the upper end missed. */
  readonly missedBecause: string | null;
  /** Whether it may hold more than that, as far as is known: beyond it the generator was at its limit. */
  readonly isAtLeast: boolean;
  /** What the generator sends at most beside this arm, requests per second; null where that is not what limits, or not known. */
  readonly generatorRate: number | null;
  /** Latency of the trials that speak for the held rate, all together, µs. */
  readonly heldMicros: Percentiles | null;
  /** In one sentence: what may be claimed of it. */
  readonly sentence: string;
  /** Closed-loop throughput, requests per second; null where it could not be measured. */
  readonly saturation: Estimate | null;
  /** In order of rate. */
  readonly points: readonly OfferedPoint[];
  /** Latency at the percentile of the first objective over the rate: medians over trials, held to rise with the rate. */
  readonly curve: readonly { readonly offered: number; readonly micros: number }[];
  readonly costs: readonly RequestCost[];
  /** Resident memory of all processes of the target while it held the rate, bytes. */
  readonly memoryBytes: number | null;
  /** Cores that the target used while it held the rate. */
  readonly coresUsed: number | null;
  /** Null where no queue predicts the rate that is held from the lower ones. */
  readonly queue: QueueModel | null;
  /** Cores and memory for each 1,000 requests per second, at the rate that is held. */
  readonly perThousand: { readonly cores: number; readonly memoryBytes: number } | null;
};

/** One further step in the number of workers, as measured. */
export type WorkerStep = {
  readonly from: number;
  readonly to: number;
  /** Held rate at `to` over that at `from`; bounds from the confirmed ends. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Held rate per worker at `to` over that at `from`: 1 where further workers are as good as the first. */
  readonly perWorker: number;
  readonly isBeyondCores: boolean;
};

export type Bounds = { readonly low: number; readonly high: number };

/** A law of scaling that fits, X(N) = γN / (1 + σ(N − 1) + κN(N − 1)). */
export type ScalingModel = {
  readonly law: "amdahl" | "usl";
  readonly gamma: number;
  readonly sigma: number;
  readonly kappa: number;
  /** What the trials are compatible with at 95%. */
  readonly sigmaBounds: Bounds;
  /** Null by Amdahl's law, which has none. */
  readonly kappaBounds: Bounds | null;
  /** Workers beyond which more of them give less; null unless coherency is shown, and within what was measured. */
  readonly peakWorkers: number | null;
  /** Workers from which one more adds less than half of what the first gives; null where that lies beyond the measured. */
  readonly kneeWorkers: number | null;
  /** Predicted closed-loop throughput with its interval, up to half again what was measured as far as that is supported. */
  readonly curve: readonly {
    readonly workers: number;
    readonly throughput: number;
    readonly low: number;
    readonly high: number;
    /** Throughput per worker over that of one worker. */
    readonly efficiency: number;
    /** What one more worker would add, as a share. */
    readonly addedByOneMore: number;
    readonly isExtrapolated: boolean;
  }[];
};

/** How one strategy scales with its workers. */
export type StrategyScaling = {
  /** Strategy with its options, as on the command line. */
  readonly label: string;
  readonly title: string;
  readonly armIds: readonly string[];
  readonly steps: readonly WorkerStep[];
  readonly model: ScalingModel | null;
  /** Why there is no model: what follows "No law of scaling:". */
  readonly refusals: readonly string[];
};

/** How the arms compare at one load, of those that were tried at lower and at higher ones. */
export type Crossing = {
  readonly offered: number;
  /** Latency at the percentile of the first objective, over the lowest of all at that load. */
  readonly arms: readonly { readonly armId: string; readonly timesBest: number }[];
};

/** What it takes to hold a load with one strategy. */
export type SizingCell =
  | {
      readonly kind: "machines";
      readonly machines: number;
      /** The arm that runs on each. */
      readonly armId: string;
      readonly workers: number | null;
      /** Of what those machines hold, the share that the load takes. */
      readonly utilisation: number;
      /** Of all of them. */
      readonly memoryBytes: number | null;
      readonly isConfirmed: boolean;
      /** The generator was the limit, so that fewer may do. */
      readonly isAtMost: boolean;
    }
  | { readonly kind: "refused"; readonly reason: string };

export type SizingRow = { readonly rate: number; readonly cells: readonly SizingCell[] };

/** The table of what a load needs, a column for each strategy. */
export type Sizing = {
  readonly labels: readonly string[];
  readonly titles: readonly string[];
  readonly rows: readonly SizingRow[];
};

/** Everything that a capacity report shows. Reporters format it; they compute nothing. */
export type CapacityAnalysis = {
  readonly headline: string;
  readonly details: readonly string[];
  readonly seal: Seal;
  readonly warnings: readonly Warning[];
  /** What holds most first. */
  readonly arms: readonly ArmCapacity[];
  /** Arms whose intervals overlap that of the first. */
  readonly bestSet: readonly string[];
  readonly scaling: readonly StrategyScaling[];
  readonly sizing: Sizing;
  /** At evenly spaced loads, ascending. */
  readonly crossover: readonly Crossing[];
  /** What n of n agreeing trials allow to be said, as a sentence. */
  readonly claim: string;
  readonly probes: { readonly counted: number; readonly leftOut: number; readonly failed: number };
};
