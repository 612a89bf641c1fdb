import { normalQuantile } from "./normal.ts";
import { median } from "./quantile.ts";

export type Point = { readonly x: number; readonly y: number };

/** A slope with its interval; the bounds are null together when there are too few points for one. */
export type Slope = { readonly value: number; readonly low: number | null; readonly high: number | null };

/**
 * The median of the slopes between all pairs of points (Theil 1950; Sen, Journal of the American Statistical
 * Association 63, 1968), with the interval that follows from the normal approximation of Kendall's statistic (the same,
 * equation 5.2). Outliers move it little. Null when no two points have different x.
 */
export function theilSen(points: readonly Point[], confidence = 0.95): Slope | null {
  const slopes = slopesOf(points).sort();
  if (slopes.length === 0) return null;
  const n = points.length;
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const reach = normalQuantile(1 - (1 - confidence) / 2) * deviation;
  const below = Math.floor((slopes.length - reach) / 2);
  const low = below < 1 ? undefined : slopes[below - 1];
  const high = below < 1 ? undefined : slopes[slopes.length - below];
  const value = median([...slopes]);
  return low === undefined || high === undefined ? { value, low: null, high: null } : { value, low, high };
}

function slopesOf(points: readonly Point[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (const [index, a] of points.entries()) {
    for (let other = index + 1; other < points.length; other += 1) {
      const b = points[other];
      if (b === undefined || a.x === b.x) continue;
      slopes[count] = (b.y - a.y) / (b.x - a.x);
      count += 1;
    }
  }
  return slopes.subarray(0, count);
}
