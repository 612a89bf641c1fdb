import { median as medianOf, quantile as quantileOf } from "simple-statistics";

/** The median. @throws when there are no values. */
export function median(values: readonly number[]): number {
  return medianOf([...values]);
}

/**
 * The `q`th quantile, `q` from 0 to 1, interpolated linearly between order statistics
 * (type 7 of Hyndman & Fan, 1996; the default of R and NumPy).
 * @throws when there are no values or `q` is outside 0 to 1.
 */
export function quantile(values: readonly number[], q: number): number {
  return quantileOf([...values], q);
}
