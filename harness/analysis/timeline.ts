import type { MeasuredTrial, TimeBin } from "../model/index.ts";
import { median } from "../stats/quantile.ts";

/** More points than this in one line cannot be told apart. */
const mostBins = 240;

/** The bins of all trials, median over trials bin by bin: what a typical trial looked like in time. */
export function summariseTimeline(trials: readonly MeasuredTrial[]): readonly TimeBin[] {
  const bins = typicalBins(trials);
  const together = Math.ceil(bins.length / mostBins);
  if (together <= 1) return bins;
  return Array.from({ length: Math.ceil(bins.length / together) }, (_, group) =>
    merge(bins.slice(group * together, (group + 1) * together)),
  );
}

/** Some bins that follow one another as one, its counts still those of a single bin. */
function merge(bins: readonly TimeBin[]): TimeBin {
  return {
    startSeconds: bins[0]?.startSeconds ?? 0,
    completed: bins.reduce((sum, { completed }) => sum + completed, 0) / bins.length,
    failed: bins.reduce((sum, { failed }) => sum + failed, 0) / bins.length,
    p50Micros: medianOrNull(bins.map(({ p50Micros }) => p50Micros)),
    p99Micros: medianOrNull(bins.map(({ p99Micros }) => p99Micros)),
  };
}

function typicalBins(trials: readonly MeasuredTrial[]): readonly TimeBin[] {
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
