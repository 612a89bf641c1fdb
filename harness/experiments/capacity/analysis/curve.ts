import { latencyObjective } from "../model.ts";
import type { ArmCapacity, OfferedPoint } from "../result.ts";
import type { Requirement } from "../../../model/index.ts";
import { isotonic } from "../../../stats/isotonic.ts";
import { median } from "../../../stats/quantile.ts";

/**
 * Latency over the rate, at the percentile of the first objective: the median over the trials at each rate, fitted in
 * logarithm so that it never falls, because a queue is never shorter for more load.
 */
export function curveOf(points: readonly OfferedPoint[], objectives: readonly Requirement[]): ArmCapacity["curve"] {
  const percentile = latencyObjective(objectives)?.percentile ?? "p99";
  const rates = [...Map.groupBy(points, ({ offered }) => offered)].sort(([a], [b]) => a - b);
  const fitted = isotonic(
    rates.map(([, own]) => ({
      value: Math.log(Math.max(1, median(own.map(({ micros }) => micros[percentile])))),
      weight: own.length,
    })),
  );
  return rates.map(([offered], index) => ({ offered, micros: Math.exp(fitted[index] ?? 0) }));
}
