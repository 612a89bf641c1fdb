import type { GateSettings } from "./gate.ts";
import type { App, ConnectionMode, Dependency, Deployment, RequestKind } from "./scenario.ts";

/** Closed loop: each connection waits for its answer before it sends again. */
export type ClosedLoad = {
  readonly kind: "closed";
  readonly connections: number;
  readonly connectionMode: ConnectionMode;
  readonly timeoutSeconds: number;
  /** Processes that share the connections. Absent: one. */
  readonly generators?: number;
};

/** Poisson: gaps vary as those of many independent users do. Even: all gaps are the same. */
export type ArrivalProcess = "poisson" | "even";

export type RatePoint = {
  /** From the start of the measured window. */
  readonly seconds: number;
  /** Requests per second. */
  readonly rate: number;
};

/** Open loop: requests are sent at their intended times, whatever becomes of the earlier ones. */
export type OpenLoad = {
  readonly kind: "open";
  readonly arrivals: ArrivalProcess;
  /** Rate over the window: straight lines between points, flat after the last. The warm-up has the first rate. */
  readonly profile: readonly RatePoint[];
  /** Connections at once, at most. */
  readonly connections: number;
  readonly connectionMode: ConnectionMode;
  /** From the intended time. */
  readonly timeoutSeconds: number;
  /** Processes that share the connections, and take turns with the requests. Absent: one. */
  readonly generators?: number;
};

export type Load = ClosedLoad | OpenLoad;

/** The processes that the load comes from. */
export function generatorsOf({ generators = 1 }: Pick<Load, "generators">): number {
  return generators;
}

/** A Node.js to run an app on. */
export type NodeBinary = {
  /** As it says itself: `22.18.0`. */
  readonly version: string;
  /** Absolute path of the program. */
  readonly path: string;
};

/** One strategy × worker count × load within a run, on one Node.js where several are compared. */
export type Arm = {
  /** Stable, readable and unique in the plan, e.g. `cluster-os` or `cluster-os×4`. */
  readonly id: string;
  readonly strategy: string;
  /** Options of the strategy, e.g. `{ balancer: "round-robin" }`. */
  readonly options: Readonly<Record<string, string>>;
  /** Null where it is not known: of a deployment. */
  readonly workers: number | null;
  /** Its workers listen on one port (SO_REUSEPORT), each with a queue of connections of its own. */
  readonly sharesPort?: true;
  /** The programs that its strategy rests on beside Node.js, with their versions: `Docker Engine 28.1.1 with nginx 1.22.1`. */
  readonly software?: string;
  readonly load: Load;
  /** The version of the app that it runs, where that is not the plan's. */
  readonly app?: App;
  /** The Node.js that runs the app, where that was chosen; otherwise the one that runs Broadside. */
  readonly node?: NodeBinary;
  /** What is measured in place of an app. */
  readonly deployment?: Deployment;
  /** The arm that it repeats, as a control: the two must not differ. It is not compared with any other. */
  readonly canaryOf?: string;
};

/** What is known to have so many workers. */
export type WithWorkers<Item extends { readonly workers: number | null }> = Item & { readonly workers: number };

export function hasWorkers<Item extends { readonly workers: number | null }>(item: Item): item is WithWorkers<Item> {
  return item.workers !== null;
}

/** One boot of one arm, warmed up and measured once: the unit of replication. */
export type PlannedTrial = {
  readonly index: number;
  readonly block: number;
  /** Place within the block, from 0. */
  readonly position: number;
  readonly armId: string;
};

/** A strategy that was asked for and cannot run this app here. */
export type NotApplicable = {
  readonly strategy: string;
  readonly reason: string;
};

/** Settings that are the same for every arm, so that the comparison is fair. They are recorded in the run. */
export type FairSettings = {
  readonly backlog: number;
  readonly keepAliveTimeoutSeconds: number;
  readonly maxRequestsPerSocket: number;
  readonly noDelay: boolean;
  /** Threads of libuv's pool that the app's environment asks for, where it is given; a trial says what there were. */
  readonly uvThreadpoolSize?: number;
};

/** Everything that decides a run before it starts; the same plan can be executed again or resumed. */
export type Plan = {
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  /** What the app is started by where that was read from package.json, and what of the start script is not done. */
  readonly started?: string;
  /** Null where only deployments are measured. */
  readonly app: App | null;
  readonly dependencies: readonly Dependency[];
  readonly requests: readonly RequestKind[];
  /** The kind of request on whose p99 arms are compared under an open load; absent: on that of all. */
  readonly victim?: string;
  readonly arms: readonly Arm[];
  readonly baselineArmId: string;
  readonly notApplicable: readonly NotApplicable[];
  /** Blocks that are measured; with `looks`, the most. */
  readonly blocks: number;
  /** Numbers of blocks after which the run ends if it is decided, ascending. Its tests allow for looking more than once. */
  readonly looks?: readonly number[];
  /** What this run holds a version of the app to. */
  readonly gate?: GateSettings;
  readonly warmupSeconds: number;
  /** The warm-up as it was before it was lengthened for a slow response, by which runs are alike; absent where it was not. */
  readonly chosenWarmupSeconds?: number;
  readonly measuredSeconds: number;
  /** How long the requests of the measured window are followed beyond it, at most; absent: by the slowest response seen. */
  readonly drainSeconds?: number;
  /** What the slowest kind of request took when it was looked at alone, before the run. Absent in older runs. */
  readonly answerSeconds?: number;
  readonly seed: number;
  /** True for `--quick`: too little data to rank, and said so. */
  readonly quick: boolean;
  readonly fair: FairSettings;
  readonly trials: readonly PlannedTrial[];
};

/** What a trial takes from its plan. */
export type TrialSettings = Pick<
  Plan,
  | "app"
  | "dependencies"
  | "requests"
  | "warmupSeconds"
  | "measuredSeconds"
  | "drainSeconds"
  | "answerSeconds"
  | "seed"
  | "fair"
  | "gate"
>;
