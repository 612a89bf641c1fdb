import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import type { LatencySummary, PercentileName } from "../../harness/model/index.ts";
import { share } from "./shares.ts";

/** Latency summary of the given values, µs; `censored` are the ages of requests that never ended. */
export function makeLatency(micros: readonly number[], censored: readonly number[] = []): LatencySummary {
  return summarise(
    [...micros, ...censored].map((value) => ({ value, count: 1 })),
    censored,
  );
}

/** A latency, µs, and how many requests had it. */
export type Weighted = { readonly value: number; readonly count: number };

const summaries = new Map<string, LatencySummary>();

/** Latency summary of weighted values, those in `censored` included. Of the same values it is made once. */
export function summarise(values: readonly Weighted[], censored: readonly number[]): LatencySummary {
  const key = JSON.stringify([values, censored]);
  const summary = summaries.get(key) ?? makeSummary(values, censored);
  summaries.set(key, summary);
  return summary;
}

function makeSummary(values: readonly Weighted[], censored: readonly number[]): LatencySummary {
  const histogram = build({ numberOfSignificantValueDigits: 3, bitBucketSize: 64 });
  histogram.autoResize = true;
  for (const { value, count } of values) if (count > 0) histogram.recordValueWithCount(Math.round(value), count);
  const at = (percentile: number): number => Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue);
  const micros = {
    p50: at(50),
    p75: at(75),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    max: histogram.maxValue,
  };
  const names: readonly PercentileName[] = ["p50", "p75", "p90", "p95", "p99", "p999", "max"];
  const firstCensored = Math.min(...censored);
  return {
    count: histogram.totalCount,
    censored: censored.length,
    meanMicros: histogram.mean,
    minMicros: histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(0),
    micros,
    lowerBounds: names.filter((name) => micros[name] >= firstCensored),
    histogram: encodeIntoCompressedBase64(histogram),
  };
}

/** A log-logistic distribution, its 99.9th percentile at 2.8 times the median. */
export function spread(total: number, medianMicros: number): readonly Weighted[] {
  const points = 400;
  return Array.from({ length: points }, (_, index) => {
    const quantile = (index + 0.5) / points;
    return { value: medianMicros * (quantile / (1 - quantile)) ** 0.15, count: share(total, points, index) };
  });
}
