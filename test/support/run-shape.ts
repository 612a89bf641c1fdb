import type {
  Arm,
  Deployment,
  Environment,
  Load,
  MeasuredTrial,
  NodeBinary,
  OpenLoad,
  Plan,
  PlannedTrial,
  ProcessResult,
  RequestKind,
  TrialResult,
  WorkerResult,
} from "../../harness/model/index.ts";

/** An arm of a made-up run. Its roles follow the strategy: a cluster has a primary, a proxy has a proxy. */
export type ArmShape = {
  readonly strategy: string;
  /** Default: the strategy's name. */
  readonly id?: string;
  /** Default: 1 for `single`, otherwise 2. */
  readonly workers?: number;
  /** Makes it an arm of which nothing but its answers is seen. */
  readonly deployment?: Deployment;
  readonly options?: Readonly<Record<string, string>>;
  readonly node?: NodeBinary;
  readonly software?: string;
};

/** A made-up run. Everything that is not given is plausible, and the same every time. */
export type RunShape = {
  /** The first is the baseline. A string is a strategy. */
  readonly arms: readonly (string | ArmShape)[];
  /** Default 8. */
  readonly blocks?: number;
  /** Requests per second; default `plausibleThroughput`. */
  readonly throughput?: (armId: string, block: number) => number;
  /** Median latency, µs; the rest of the distribution is log-logistic about it. Default 8,000. */
  readonly latencyMicros?: (armId: string, block: number) => number;
  /** Names of the kinds of request, in equal shares; each is twice as slow as the one before it. Default: one. */
  readonly kinds?: readonly string[];
  /** Measured window, seconds; default 5. */
  readonly measuredSeconds?: number;
  readonly cores?: number;
  /** Of the closed loop; default 64. */
  readonly connections?: number;
  /** In place of a closed loop. */
  readonly load?: Load;
  readonly seed?: number;
  readonly quick?: boolean;
  readonly environment?: Partial<Environment>;
  readonly plan?: Partial<Plan>;
  /** The last word on each trial: change it, fail it with `failed`, or leave it out with null. */
  readonly trial?: (trial: ObservedTrial) => TrialResult | null;
};

/** A trial of a target whose processes were seen, as all made-up ones are until they are changed. */
export type ObservedTrial = MeasuredTrial & {
  readonly workers: readonly WorkerResult[];
  readonly processes: readonly ProcessResult[];
};

/** Requests at 800 per second, or at other rates, for a second each. */
export function openLoad(rates: readonly number[] = [800]): OpenLoad {
  return {
    kind: "open",
    arrivals: "poisson",
    profile: rates.map((rate, index) => ({ seconds: index, rate })),
    connections: 256,
    connectionMode: "keep-alive",
    timeoutSeconds: 10,
  };
}

/** The plan of a made-up run: arms take turns in coming first. */
export function makePlanOf(shape: RunShape): Plan {
  const arms = shape.arms.map((arm): Arm => {
    const given: ArmShape = typeof arm === "string" ? { strategy: arm } : arm;
    return {
      id: given.id ?? given.strategy,
      strategy: given.strategy,
      options: given.options ?? {},
      workers: given.deployment === undefined ? (given.workers ?? (given.strategy === "single" ? 1 : 2)) : null,
      ...(given.deployment === undefined ? {} : { deployment: given.deployment }),
      load: shape.load ?? {
        kind: "closed",
        connections: shape.connections ?? 64,
        connectionMode: "keep-alive",
        timeoutSeconds: 10,
      },
      ...(given.node === undefined ? {} : { node: given.node }),
      ...(given.software === undefined ? {} : { software: given.software }),
    };
  });
  const blocks = shape.blocks ?? 8;
  return {
    scenario: "cpu-report",
    title: "CPU-bound report",
    description: "Every request computes a report for some milliseconds. Shows what more cores buy.",
    app: { script: "/srv/app/server.js", args: [], env: {} },
    dependencies: [],
    requests: (shape.kinds ?? ["report"]).map(makeKind),
    arms,
    baselineArmId: arms[0]?.id ?? "",
    notApplicable: [],
    blocks,
    warmupSeconds: 2,
    measuredSeconds: shape.measuredSeconds ?? 5,
    seed: shape.seed ?? 1,
    quick: shape.quick ?? false,
    fair: {
      backlog: 511,
      keepAliveTimeoutSeconds: 72,
      maxRequestsPerSocket: 0,
      noDelay: true,
    },
    trials: rotatedBlocks(arms, blocks),
    ...shape.plan,
  };
}

function makeKind(name: string): RequestKind {
  return { name, weight: 1, method: "GET", path: `/${name}`, headers: {}, expect: { status: 200 } };
}

function rotatedBlocks(arms: readonly Arm[], blocks: number): readonly PlannedTrial[] {
  return Array.from({ length: blocks }, (_, block) =>
    arms.map((__, position) => ({
      index: block * arms.length + position,
      block,
      position,
      armId: arms[(position + block) % arms.length]?.id ?? "",
    })),
  ).flat();
}
