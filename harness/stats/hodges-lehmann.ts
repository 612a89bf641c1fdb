import { ascending, symmetricInterval, symmetricRank } from "./estimate.ts";
import type { IntervalEstimate } from "./estimate.ts";
import { mannWhitneyNull } from "./mann-whitney.ts";
import { median } from "./quantile.ts";
import { signedRankNull } from "./signed-rank.ts";

/** The means of every pair of values, each value with itself included, in ascending order: n(n + 1)/2 of them. */
export function walshAverages(values: readonly number[]): readonly number[] {
  const averages = values.flatMap((first, index) => values.slice(index).map((second) => first + (second - first) / 2));
  return ascending(averages);
}

/**
 * Hodges–Lehmann estimate of the centre of a symmetric distribution: the median of the Walsh averages (Annals of
 * Mathematical Statistics 34, 1963), with the interval that inverts the exact signed-rank test: a pair of their order
 * statistics (Hollander & Wolfe, Nonparametric Statistical Methods, §3.3). `confidence` is what is asked; the result
 * carries what it is. No interval below 6 values at 95%.
 * @throws when there are no values.
 */
export function hodgesLehmann(values: readonly number[], confidence = 0.95): IntervalEstimate {
  const averages = walshAverages(values);
  const ranks = Array.from(values, (_, index) => index + 1);
  return symmetricInterval(median(averages), averages, symmetricRank(signedRankNull(ranks), confidence), values.length);
}

/**
 * Hodges–Lehmann estimate of how far the first of two independent samples is shifted against the second: the median
 * of all pairwise differences, with the interval that inverts the Mann–Whitney test (Hollander & Wolfe, §4.3).
 * `n` is the size of the smaller sample.
 * @throws when a sample is empty.
 */
export function hodgesLehmannShift(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): IntervalEstimate {
  const differences = ascending(first.flatMap((a) => second.map((b) => a - b)));
  const rank = symmetricRank(mannWhitneyNull(first.length, second.length), confidence);
  return symmetricInterval(median(differences), differences, rank, Math.min(first.length, second.length));
}

/**
 * Hodges–Lehmann estimate of the ratio between the two members of a pair, made on the logarithms.
 * @throws RangeError when a value is not positive; when there are no pairs.
 */
export function hodgesLehmannRatio(
  pairs: readonly (readonly [numerator: number, denominator: number])[],
  confidence = 0.95,
): IntervalEstimate {
  return exponential(hodgesLehmann(pairs.map(logRatio), confidence));
}

/** What was estimated on logarithms, as a ratio. */
export function exponential({ value, low, high, confidence, n }: IntervalEstimate): IntervalEstimate {
  return {
    value: Math.exp(value),
    low: low === null ? null : Math.exp(low),
    high: high === null ? null : Math.exp(high),
    confidence,
    n,
  };
}

/** log(numerator / denominator). @throws RangeError when either is not positive. */
export function logRatio([numerator, denominator]: readonly [number, number]): number {
  if (!(numerator > 0 && denominator > 0)) {
    throw new RangeError(`A ratio needs positive values, not ${numerator} and ${denominator}.`);
  }
  return Math.log(numerator / denominator);
}
