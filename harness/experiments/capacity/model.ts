import {
  percentileOf,
  type Arm,
  type ArrivalProcess,
  type PercentileName,
  type Plan,
  type Requirement,
  type Saved,
  type TrialResult,
} from "../../model/index.ts";

/**
 * What one trial of a capacity search does: `saturation` pushes the arm with a closed loop, to see what it can do at
 * all; `short` trials offer a rate to find the neighbourhood of the limit; `full` ones alone confirm it.
 */
export type ProbeKind = "saturation" | "short" | "full";

/** How the highest rate is looked for. */
export type SearchSettings = {
  /** Closed-loop trials of each arm, at least 1. */
  readonly saturations: number;
  /** Measured time of a short trial, seconds; longer where fewer than `fewestRequests` would arrive. */
  readonly shortSeconds: number;
  readonly fullSeconds: number;
  /** Requests without which a trial cannot tell the percentiles of the objectives. */
  readonly fewestRequests: number;
  /** Ratio of the rates between which the search ends: 1.05. */
  readonly step: number;
  /** Full trials that must agree at each end; three more where one contradicts. */
  readonly confirmations: number;
};

/** Everything that decides a capacity search before it starts. */
export type CapacityPlan = Pick<
  Plan,
  | "scenario"
  | "title"
  | "description"
  | "started"
  | "app"
  | "dependencies"
  | "requests"
  | "notApplicable"
  | "warmupSeconds"
  | "seed"
  | "fair"
  | "answerSeconds"
> & {
  /** Their load is the closed loop of the saturation trials. */
  readonly arms: readonly Arm[];
  /** Connections of the open load, at most; null for twice as many as the objectives let be under way, 256 at least. */
  readonly connections: number | null;
  /** What is to be kept, all of it: latency percentiles and the share of errors. */
  readonly objectives: readonly Requirement[];
  readonly arrivals: ArrivalProcess;
  readonly search: SearchSettings;
};

export type PlannedProbe = {
  readonly kind: ProbeKind;
  readonly armId: string;
  /** Requests per second offered; null for a closed loop. */
  readonly rate: number | null;
  readonly measuredSeconds: number;
};

/** A trial of the search, with what it was for. */
export type Probe = PlannedProbe & {
  readonly trial: TrialResult;
  /** What disturbed the machine meanwhile, where the trial is not counted for it; null where it is counted. */
  readonly leftOut: string | null;
};

export const capacitySchemaName = "broadside/capacity";
export const capacitySchemaVersion = 2;

/** A capacity search with its environment, saved as its trials finish. */
export type CapacityRun = Saved<typeof capacitySchemaName, typeof capacitySchemaVersion> & {
  readonly plan: CapacityPlan;
  /** In the order in which they took place. */
  readonly probes: readonly Probe[];
};

export type LatencyObjective = {
  readonly percentile: PercentileName;
  readonly limitMicros: number;
  readonly requirement: Requirement;
};

/** The first objective that bounds a latency; null where none does. */
export function latencyObjective(objectives: readonly Requirement[]): LatencyObjective | null {
  for (const requirement of objectives) {
    const percentile = percentileOf(requirement.metricId);
    if (percentile !== null) return { percentile, limitMicros: requirement.value, requirement };
  }
  return null;
}
