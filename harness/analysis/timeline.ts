import type { MeasuredTrial, TimeBin } from "../model/index.ts";
import { median } from "../stats/quantile.ts";

/** The bins of all trials, median over trials bin by bin: what a typical trial looked like in time. */
export function summariseTimeline(trials: readonly MeasuredTrial[]): readonly TimeBin[] {
  const length = Math.max(0, ...trials.map((trial) => trial.load.bins.length));
  return Array.from({ length }, (_, index): TimeBin => {
    const bins = trials.flatMap((trial) => trial.load.bins[index] ?? []);
    return {
      startSeconds: median(bins.map((bin) => bin.startSeconds)),
      completed: median(bins.map((bin) => bin.completed)),
      failed: median(bins.map((bin) => bin.failed)),
      p50Micros: medianOrNull(bins.map((bin) => bin.p50Micros)),
      p99Micros: medianOrNull(bins.map((bin) => bin.p99Micros)),
    };
  });
}

function medianOrNull(values: readonly (number | null)[]): number | null {
  const present = values.flatMap((value) => value ?? []);
  return present.length === 0 ? null : median(present);
}
