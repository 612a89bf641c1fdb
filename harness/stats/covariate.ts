import { symmetricRank, type IntervalEstimate } from "./estimate.ts";
import { signedRankNull, signedRankSum, signedRankTest } from "./signed-rank.ts";

/** What is compared moves by no more than the covariate does, and in the same direction. */
const steepest = 1;

/** Two-sided p of a covariate that is the same on both sides, up to which it goes one way. */
const leaning = 0.05;

/**
 * What remains of differences within pairs, under a shift of them all, once what a covariate explains of the rest is taken
 * out. The covariate is itself a difference within the pairs, of something that the treatment does not change. The slope
 * is fitted under the shift, through the origin, between 0 and 1: to exchange the two members of a pair changes the sign of
 * both and leaves the slope as it is, so that a signed-rank test of what remains is exact, whatever the covariate is worth
 * (Rosenbaum, Covariance adjustment in randomized experiments and observational studies, Statistical Science 17, 2002).
 */
export function residuals(
  differences: readonly number[],
  covariate: readonly number[],
  shift: number,
): readonly number[] {
  const rest = differences.map((difference) => difference - shift);
  const squares = sumOf(covariate.map((x) => x * x));
  const products = sumOf(covariate.map((x, index) => x * (rest[index] ?? 0)));
  const slope = squares === 0 ? 0 : Math.min(steepest, Math.max(0, products / squares));
  return rest.map((value, index) => value - slope * (covariate[index] ?? 0));
}

/**
 * Hodges–Lehmann estimate of the shift of differences, with what a covariate explains taken out anew under each shift: its
 * interval inverts the exact signed-rank test of what remains. Without a covariate worth anything it is `hodgesLehmann`.
 * @throws when there are no differences
 */
export function adjustedShift(
  differences: readonly number[],
  covariate: readonly number[],
  confidence = 0.95,
): IntervalEstimate {
  const n = differences.length;
  const all = (n * (n + 1)) / 2;
  const reach = steepest * Math.max(...covariate.map(Math.abs));
  const range = [Math.min(...differences) - reach, Math.max(...differences) + reach] as const;
  // Of the means of every two that remain, so many are above 0 as the ranks of those above 0 add up to.
  const whereSo = (many: number): number =>
    bisect((shift) => signedRankSum(residuals(differences, covariate, shift)) >= many, range);
  const value = (whereSo(Math.ceil(all / 2)) + whereSo(Math.floor(all / 2) + 1)) / 2;
  const ends = symmetricRank(signedRankNull(Array.from(differences, (_, index) => index + 1)), confidence);
  if (ends === null) return { value, low: null, high: null, confidence: null, n };
  return { value, low: whereSo(all + 1 - ends.rank), high: whereSo(ends.rank), confidence: ends.coverage, n };
}

/** Whether a covariate goes one way: the treatment may change it after all, so that what it explains may be the treatment's. */
export function isLeaning(covariate: readonly number[]): boolean {
  return signedRankTest(covariate).pTwoSided <= leaning;
}

/** Up to where something holds that holds below and does not above, to the accuracy of numbers. */
function bisect(holdsAt: (x: number) => boolean, [from, to]: readonly [number, number]): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 50; halving += 1) {
    const middle = low + (high - low) / 2;
    if (holdsAt(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
