import type { Bounds } from "../result.ts";
import { fUpperTail } from "../../../stats/f-distribution.ts";
import { scalingRegion, type FormName, type LogPoint, type Region } from "../../../stats/scaling-region.ts";
import { studentQuantile } from "../../../stats/student.ts";
import type { TwoWay } from "../../../stats/two-way.ts";

export const bandThresholds = {
  confidence: 0.95,
  /** Of all counts that were held out together. */
  heldOutConfidence: 0.995,
  /** How far beyond the largest number of workers a law may speak, and no further than the held-out half supports. */
  extrapolation: 1.5,
  /** Half-width of a prediction over the prediction, at most. */
  relativeHalfWidth: 0.25,
} as const;

/** With so many points or more the Universal Scalability Law has a degree of freedom left. */
const fewestForUsl = 4;

/** What is known of throughput by workers: the points, and how far their logarithms are off. */
export type Measured = {
  readonly points: readonly LogPoint[];
  /** Of a single trial. */
  readonly variance: number;
  /** Half-width of a 95% interval of the level that all points share, on the logarithm. */
  readonly levelHalf: number;
  readonly freedom: number;
  /** Student's t of 95%. */
  readonly t: number;
};

export function measuredOf({ treatments, variance, freedom, levelVariance, blocks }: TwoWay): Measured {
  return {
    points: treatments.map(({ treatment, effect, n }) => ({ workers: treatment, log: effect, n })),
    variance,
    freedom,
    t: studentQuantile(bandThresholds.confidence, freedom),
    levelHalf: Math.sqrt(levelVariance) * studentQuantile(bandThresholds.confidence, blocks - 1),
  };
}

/** The curves that the points are compatible with at 95%. */
export function regionOf({ points, variance, t }: Measured, names: readonly FormName[]): Region {
  // Room for a misfit as large as the test for it lets pass.
  return scalingRegion(points, names, 4 * variance * t ** 2);
}

/** How the error of the best curve compares with that between trials of the same workers: the F statistic, and its p. */
export function misfit({ points, variance, freedom }: Measured, region: Region, parameters: number) {
  const left = points.length - parameters;
  const ratio = region.leastSquares / left / variance;
  return { ratio, p: fUpperTail(ratio, left, freedom) };
}

/** What the lower half of the counts says of the upper half. */
export type HeldOut = {
  /** The first count that it does not predict; null when it predicts all. */
  readonly missed: number | null;
  /** Numbers of workers that were fitted. */
  readonly fitted: readonly number[];
  /** How many times the largest fitted count it predicts well enough to be of use; 1 when no count. */
  readonly supported: number;
};

export function holdOutUpperHalf({ points, variance, freedom, t }: Measured): HeldOut {
  const half = Math.floor(points.length / 2);
  const [lower, upper] = [points.slice(0, half), points.slice(half)];
  const fitted = lower.map(({ workers }) => workers);
  const level = 1 - (1 - bandThresholds.heldOutConfidence) / upper.length;
  const wide = variance * studentQuantile(level, freedom) ** 2;
  const region = scalingRegion(
    lower,
    half < fewestForUsl ? ["contention", "coherency", "power"] : ["usl", "power"],
    wide,
  );
  const missed = upper.find(({ workers, log, n }) => {
    const { low, high } = region.range(workers, wide);
    return Math.abs(log - (low + high) / 2) > Math.hypot((high - low) / 2, Math.sqrt(wide / n));
  });
  const useful = upper.filter(({ workers }) => isNarrow(region.range(workers, variance * t ** 2)));
  const largest = useful.at(-1)?.workers ?? 0;
  return { missed: missed?.workers ?? null, fitted, supported: Math.max(1, largest / (fitted.at(-1) ?? 1)) };
}

function isNarrow({ low, high }: Bounds): boolean {
  return Math.tanh((high - low) / 2) <= bandThresholds.relativeHalfWidth;
}

/**
 * The band of 95% at so many workers, as throughput. Where something was measured it holds that as well as what the laws say,
 * for no law is exact; beyond, it holds what goes on from the upper half in a straight line.
 */
export function bandOf(measured: Measured, region: Region, misfitRatio: number): (workers: number) => Bounds {
  const { points, variance, t, levelHalf } = measured;
  const excess = variance * t ** 2;
  const upper = points.slice(Math.floor(points.length / 2));
  const onward = scalingRegion(upper, ["line"], excess);
  const largest = points.at(-1)?.workers ?? 0;
  return (workers) => {
    // A curve that fits worse than chance would have it is known less well (Birge's ratio).
    const byLaw = region.range(workers, excess * Math.max(1, misfitRatio));
    const beside = workers > largest ? onward.range(workers, excess) : measuredAt(measured, workers);
    const [low, high] = [Math.min(byLaw.low, beside.low), Math.max(byLaw.high, beside.high)];
    const half = Math.hypot((high - low) / 2, levelHalf);
    return { low: Math.exp((low + high) / 2 - half), high: Math.exp((low + high) / 2 + half) };
  };
}

/** Interval of 95% of what so many workers gave; between two counts, of the power of N that joins them. */
function measuredAt({ points, variance, t }: Measured, workers: number): Bounds {
  const above = points.find((point) => point.workers >= workers);
  const below = points.findLast((point) => point.workers <= workers);
  const [from, to] = [below ?? above, above ?? below];
  if (from === undefined || to === undefined) return { low: Infinity, high: -Infinity };
  const share = from === to ? 0 : Math.log(workers / from.workers) / Math.log(to.workers / from.workers);
  const middle = from.log + share * (to.log - from.log);
  const half = t * Math.sqrt(variance / Math.min(from.n, to.n));
  return { low: middle - half, high: middle + half };
}
