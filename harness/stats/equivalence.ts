import { hodgesLehmannRatio } from "./hodges-lehmann.ts";
import type { IntervalEstimate } from "./estimate.ts";

export type Equivalence = {
  /** True only if the interval lies within the margin; false also says "too little data to tell". */
  readonly equivalent: boolean;
  /** Ratio with the interval that was held against the margin. */
  readonly ratio: IntervalEstimate;
};

/**
 * Whether the two members of the pairs are the same within `margin` (0.03: ratio from 1/1.03 to 1.03): two one-sided
 * tests at `level` each (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987), which is the
 * 1 − 2 `level` interval within the margin, 90% by default.
 * @throws RangeError when a value is not positive; when there are no pairs.
 */
export function equivalentWithin(
  pairs: readonly (readonly [number, number])[],
  margin: number,
  level = 0.05,
): Equivalence {
  const ratio = hodgesLehmannRatio(pairs, 1 - 2 * level);
  const equivalent =
    ratio.low !== null && ratio.high !== null && ratio.low >= 1 / (1 + margin) && ratio.high <= 1 + margin;
  return { equivalent, ratio };
}
