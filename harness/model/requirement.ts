import type { MetricUnit } from "./analysis.ts";
import type { PercentileName } from "./load-result.ts";

/** The id under which a requirement asks for throughput over that of a single process. */
export const speedUpId = "speedup";

/** The arm that runs head as a single process, where a requirement asks for the speed-up. */
export const singleArmId = "head-single";

/** A bound on a figure of head: `p99<50ms`, `errors=0`, `speedup>=1.8`. */
export type Requirement = {
  /** As it was asked for. */
  readonly text: string;
  /** A metric of the table, or {@link speedUpId}. */
  readonly metricId: string;
  readonly comparison: "<" | "<=" | ">" | ">=" | "=";
  /** In the metric's own unit: 50,000 for `50ms`. */
  readonly value: number;
  readonly unit: MetricUnit;
};

/** The errors that are allowed where nothing is said of them. */
export const usualErrorObjective = "errors<=0.1%";

const percentiles: ReadonlyMap<string, PercentileName> = new Map([
  ["latency-p50", "p50"],
  ["latency-p75", "p75"],
  ["latency-p90", "p90"],
  ["latency-p95", "p95"],
  ["latency-p99", "p99"],
  ["latency-p999", "p999"],
  ["latency-max", "max"],
]);

/** The percentile that a metric of the table is; null for any other metric. */
export function percentileOf(metricId: string): PercentileName | null {
  return percentiles.get(metricId) ?? null;
}
