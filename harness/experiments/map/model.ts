import type { Estimate, NotApplicable, Run, Saved, Seal, Stated } from "../../model/index.ts";

export const mapSchemaName = "broadside/map";
export const mapSchemaVersion = 1;

/** A row of the grid: the app at one amount or kind of work. */
export type Workload = {
  readonly id: string;
  readonly title: string;
};

/** One place of the grid: what is asked, and by how many at once. It is measured as a run of its own. */
export type MapCell = {
  readonly workloadId: string;
  readonly connections: number;
  /** Of its run, below that of the map: `cells/2-16`. */
  readonly folder: string;
};

/** Runs over a grid of workloads and concurrency. Each is saved in a folder of its own as its trials finish. */
export type MapRun = Saved<typeof mapSchemaName, typeof mapSchemaVersion> & {
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  readonly seed: number;
  readonly workloads: readonly Workload[];
  readonly cells: readonly MapCell[];
};

/** A map with the runs of its cells, in their order. */
export type MeasuredMap = { readonly map: MapRun; readonly runs: readonly Run[] };

export type StatedMap = { readonly map: MapRun; readonly runs: readonly Stated<Run>[] };

/** What one arm did in one place. */
export type PlaceArm = {
  readonly armId: string;
  readonly throughput: Estimate;
  /** Median over trials, µs. The trials of a map are too short for a tail. */
  readonly p50Micros: number | null;
  /** CPU of the target for one request, µs, median over trials. */
  readonly cpuMicros: number | null;
};

/** A throughput over another's, within blocks. */
export type Margin = { readonly armId: string; readonly over: string; readonly ratio: Estimate };

/** Who wins in one place of the grid. */
export type MapPlace = MapCell & {
  readonly outcome: "winner" | "no-difference" | "not-ranked" | "not-measured";
  /** Arms that share first place, the fastest first; empty where no ranking is claimed. */
  readonly best: readonly string[];
  /** One of the best over the first behind that was told apart from it; null where nobody is behind. */
  readonly margin: Margin | null;
  /** The same over the baseline; null where the baseline is among the best. */
  readonly overBaseline: Margin | null;
  /** The fastest first. */
  readonly arms: readonly PlaceArm[];
  readonly seal: Seal;
  /** What the cell's own run says, in one sentence. */
  readonly sentence: string;
};

export type WorkloadSummary = Workload & {
  /** CPU of the whole target for one request in the baseline arm at the fewest connections, µs. */
  readonly cpuMicros: number | null;
  /** Who wins at which concurrency, in one sentence. */
  readonly sentence: string;
};

/** What is compared in each place. */
export type MapArm = {
  readonly armId: string;
  /** What people call it. */
  readonly title: string;
};

/** Everything that a map's report shows. Reporters format it; they compute nothing. */
export type MapAnalysis = {
  readonly headline: string;
  readonly details: readonly string[];
  /** Of all the places: suspect where any is in doubt, invalid where none can be believed. */
  readonly seal: Seal;
  readonly arms: readonly MapArm[];
  readonly baselineArmId: string;
  readonly workloads: readonly WorkloadSummary[];
  /** Ascending. */
  readonly connections: readonly number[];
  readonly places: readonly MapPlace[];
  readonly notApplicable: readonly NotApplicable[];
};
