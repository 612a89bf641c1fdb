import type { ArmLatency, KindSummary, LatencySummary, MeasuredTrial, PercentileName } from "../model/index.ts";
import { medianInterval } from "../stats/order-interval.ts";
import { distributionOf, mergeHistograms, percentileNames, percentilesOf } from "./histogram.ts";
import type { LatencyHistogram } from "./histogram.ts";

/** Latency of several trials' requests together, with points of its distribution. Null without trials. */
export function mergeLatency(summaries: readonly LatencySummary[]): ArmLatency | null {
  if (summaries.length === 0) return null;
  const histogram = mergeHistograms(summaries.map((summary) => summary.histogram));
  const merged = summarise(summaries, histogram);
  return { ...merged, distribution: distributionOf(histogram, merged.micros.max) };
}

/** Each kind of request, over all trials, in the order of the plan. */
export function summariseKinds(trials: readonly MeasuredTrial[]): readonly KindSummary[] {
  const names = [...new Set(trials.flatMap((trial) => trial.load.kinds.map((kind) => kind.name)))];
  return names.flatMap((name) => {
    const seen = trials
      .flatMap((trial) => trial.load.kinds.filter((kind) => kind.name === name))
      .map((kind) => kind.latency)
      .filter((latency) => latency.count > 0);
    if (seen.length === 0) return [];
    const histogram = mergeHistograms(seen.map((latency) => latency.histogram));
    return {
      name,
      latency: summarise(seen, histogram),
      p50: medianInterval(seen.map((latency) => latency.micros.p50)),
      p99: medianInterval(seen.map((latency) => latency.micros.p99)),
    };
  });
}

function summarise(summaries: readonly LatencySummary[], histogram: LatencyHistogram): LatencySummary {
  const count = sum(summaries.map((summary) => summary.count));
  const answered = summaries.filter((summary) => summary.count > 0);
  const micros = percentilesOf(histogram, Math.max(0, ...answered.map((summary) => summary.micros.max)));
  const threshold = Math.min(...answered.map(exactBelow));
  return {
    count,
    censored: sum(summaries.map((summary) => summary.censored)),
    meanMicros: count === 0 ? 0 : sum(answered.map((summary) => summary.meanMicros * summary.count)) / count,
    minMicros: answered.length === 0 ? 0 : Math.min(...answered.map((summary) => summary.minMicros)),
    micros,
    lowerBounds: percentileNames.filter((name) => micros[name] > threshold),
    histogram: histogram.encode(),
  };
}

/**
 * The latency up to which the trial's percentiles are known to be exact: its largest percentile that is no lower
 * bound. A merged percentile above it may lie beyond a censored request, and is then called a lower bound too.
 */
function exactBelow(summary: LatencySummary): number {
  if (summary.censored === 0) return Infinity;
  const isExact = (name: PercentileName): boolean => !summary.lowerBounds.includes(name);
  return Math.max(0, ...percentileNames.filter(isExact).map((name) => summary.micros[name]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
