import type { MeasuredTrial } from "../model/index.ts";
import { theilSen } from "../stats/theil-sen.ts";

export const growthThresholds = {
  /** So much of what is offered is not dealt with. */
  secondsASecond: 0.01,
  confidence: 0.98,
} as const;

/**
 * By how much latency grows, seconds a second; null where it does not, as far as is shown. A rate above what the target
 * can do makes it grow by the share that is too much: it may end a short window below the bound, and would not end a
 * longer one so. Bins of a queue follow one another, so that the interval is narrower than it ought to be: a slope
 * counts only where it is also large.
 */
export function growthOf({ load: { bins } }: MeasuredTrial): number | null {
  const points = bins.flatMap(({ startSeconds, p50Micros }) =>
    p50Micros === null ? [] : [{ x: startSeconds, y: p50Micros / 1e6 }],
  );
  const slope = theilSen(points, growthThresholds.confidence);
  const grows = slope !== null && slope.low !== null && slope.low > 0 && slope.value > growthThresholds.secondsASecond;
  return grows ? slope.value : null;
}
