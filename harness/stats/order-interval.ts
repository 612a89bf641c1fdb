import { binomialCdf } from "./binomial.ts";
import { ascending, intervalBetween, type IntervalEstimate } from "./estimate.ts";
import { quantile } from "./quantile.ts";

export type OrderRanks = {
  /** Ranks from 1. */
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
};

/**
 * Ranks of the two order statistics between which the `q`th quantile lies with at least `confidence`, whatever the
 * distribution, with at most (1 − confidence)/2 beyond each (David & Nagaraja, Order Statistics, §7.1).
 * Null when `n` is too small: below 6 for the median at 95%.
 */
export function orderRanks(n: number, q: number, confidence: number): OrderRanks | null {
  const tail = (1 - confidence) / 2 + 1e-12;
  const low = firstWhere(n, (k) => binomialCdf(k, n, q) > tail);
  const high = firstWhere(n + 1, (k) => 1 - binomialCdf(k - 1, n, q) <= tail);
  if (low < 1 || high > n || low >= high) return null;
  return { low, high, coverage: binomialCdf(high - 1, n, q) - binomialCdf(low - 1, n, q) };
}

/** The least of 0 … n of which what is asked is true, where it is true of all above; n where it is true of none. */
function firstWhere(n: number, isTrue: (k: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The `q`th quantile with its distribution-free interval.
 * @throws when there are no values.
 */
export function quantileInterval(values: readonly number[], q: number, confidence = 0.95): IntervalEstimate {
  const value = quantile(values, q);
  const n = values.length;
  return intervalBetween(value, ascending(values), orderRanks(n, q, confidence), n);
}

/** The median with its distribution-free interval. @throws when there are no values. */
export function medianInterval(values: readonly number[], confidence = 0.95): IntervalEstimate {
  return quantileInterval(values, 0.5, confidence);
}
