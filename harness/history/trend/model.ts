import type { MetricInfo } from "../../model/index.ts";

/** One saved run in a trend: the median over its trials. */
export type TrendPoint = {
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly toolVersion: string;
  readonly value: number;
};

/** Where an arm's figures changed for good, as far as one can tell. */
export type TrendChange = {
  /** Index of the first point after it. */
  readonly index: number;
  /** Mean after over mean before. */
  readonly ratio: number;
  readonly p: number;
  readonly runsBefore: number;
  readonly runsAfter: number;
  readonly direction: "better" | "worse" | "neither";
};

export type TrendSeries = {
  readonly armId: string;
  /** In order of time. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
};

/** How one metric went over saved runs of one scenario on one machine. Advisory: runs of other days are not interleaved. */
export type Trend = {
  readonly scenario: string;
  readonly metric: MetricInfo;
  /** The machine on which the runs were made, in words. */
  readonly machine: string;
  readonly series: readonly TrendSeries[];
  /** Runs that are left out, with the reason. */
  readonly leftOut: readonly { readonly folder: string; readonly reason: string }[];
  /** Fewest runs before and after a change. */
  readonly minimumRuns: number;
};
