import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { BroadsideError, messageOf } from "../errors.ts";
import type { PercentileName, Percentiles } from "../model/index.ts";

/** A latency histogram, µs, to be read and not added to. */
export type LatencyHistogram = {
  readonly count: number;
  /** The value that a share of all observations does not exceed, 0 to 1; 0 when there are none. */
  readonly valueAt: (share: number) => number;
  /** Compressed, base64. */
  readonly encode: () => string;
};

export const percentileShares: Readonly<Record<PercentileName, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
  max: 1,
};

export const percentileNames: readonly PercentileName[] = ["p50", "p75", "p90", "p95", "p99", "p999", "max"];

/**
 * Everything in the encoded histograms together. Percentiles of it are those of the pooled requests.
 * @throws BroadsideError `run-unreadable` when one is damaged
 */
export function mergeHistograms(encoded: readonly string[]): LatencyHistogram {
  const merged = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 });
  try {
    for (const one of encoded) merged.add(decodeFromCompressedBase64(one, 64));
  } catch (error) {
    throw new BroadsideError(
      "run-unreadable",
      `A latency histogram of the run is damaged: ${messageOf(error)}.`,
      "Restore the run's file from a copy, or measure again.",
      { cause: error },
    );
  }
  return {
    count: merged.totalCount,
    valueAt: (share) => (merged.totalCount === 0 ? 0 : merged.getValueAtPercentile(share * 100)),
    encode: () => encodeIntoCompressedBase64(merged),
  };
}

/** The fixed percentiles. `maxMicros` is the largest value seen, which the histogram's buckets only bound. */
export function percentilesOf(histogram: LatencyHistogram, maxMicros: number): Percentiles {
  const at = (name: PercentileName): number => Math.min(maxMicros, histogram.valueAt(percentileShares[name]));
  return {
    p50: at("p50"),
    p75: at("p75"),
    p90: at("p90"),
    p95: at("p95"),
    p99: at("p99"),
    p999: at("p999"),
    max: maxMicros,
  };
}

const distributionPoints = 80;

/**
 * Points of the cumulative distribution at shares whose distance from 1 is spaced evenly in its logarithm, so that the
 * tail is drawn as finely as the body; the last is the maximum. Empty without observations.
 */
export function distributionOf(
  histogram: LatencyHistogram,
  maxMicros: number,
): readonly { readonly share: number; readonly micros: number }[] {
  if (histogram.count === 0) return [];
  const decades = Math.log10(histogram.count);
  const body = Array.from({ length: distributionPoints }, (_, index) => {
    const share = 1 - 10 ** ((-decades * index) / distributionPoints);
    return { share, micros: Math.min(maxMicros, histogram.valueAt(share)) };
  });
  return [...body, { share: 1, micros: maxMicros }];
}
