import { sampleCorrelation } from "simple-statistics";

/** Differences within pairs, less what a covariate explains of them. */
export type Adjusted = {
  readonly values: readonly number[];
  /** How much of a shift of all differences each value shows, for `hodgesLehmann`. */
  readonly weights: readonly number[];
  /** Share of the variance of the differences that the covariate explains, 0 to 1. */
  readonly explainedShare: number;
};

/**
 * Takes out of the differences within pairs what a covariate explains, which is itself a difference within the pairs, of
 * something that the treatment does not change. The covariate is fitted under each hypothesis that is tested, through the
 * origin: exchanging the two members of any pair changes the sign of both and leaves the slope as it is, so that the
 * signed-rank test of what remains is as exact as without (Rosenbaum, Covariance adjustment in randomized experiments and
 * observational studies, Statistical Science 17, 2002). Under a shift d what remains of the i-th difference is
 * values[i] − d·weights[i], which is linear in d, so that estimate and interval are order statistics still.
 *
 * Null where nothing can be fitted: a covariate that is always 0, or one that goes so much one way that a weight is not positive.
 */
export function adjustFor(differences: readonly number[], covariate: readonly number[]): Adjusted | null {
  const squares = sumOf(covariate.map((x) => x * x));
  if (squares === 0 || covariate.length !== differences.length) return null;
  const slope = sumOf(covariate.map((x, index) => x * (differences[index] ?? 0))) / squares;
  const lean = sumOf(covariate) / squares;
  const weights = covariate.map((x) => 1 - x * lean);
  if (weights.some((weight) => weight <= 0)) return null;
  const values = differences.map((difference, index) => difference - slope * (covariate[index] ?? 0));
  return { values, weights, explainedShare: explainedBy(differences, covariate) };
}

function explainedBy(differences: readonly number[], covariate: readonly number[]): number {
  const correlation = differences.length < 2 ? 0 : sampleCorrelation([...differences], [...covariate]);
  return Number.isFinite(correlation) ? correlation ** 2 : 0;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
