import { doubledMidranks } from "./ranks.ts";

export type SignedRankTest = {
  /** V: the sum of the midranks of the positive differences. */
  readonly statistic: number;
  /** Differences that are not zero. */
  readonly n: number;
  readonly pTwoSided: number;
  /** Against the alternative that differences tend to be positive. */
  readonly pGreater: number;
  /** Against the alternative that differences tend to be negative. */
  readonly pLess: number;
};

/**
 * Exact signed-rank test of differences that are symmetric about 0 under the null (Wilcoxon, Biometrics Bulletin 1, 1945).
 * Zeros are dropped, as Wilcoxon did; ties get midranks, and the null distribution is that of the very midranks seen,
 * so p is exact with ties as well. All p are 1 when every difference is 0.
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const nonzero = differences.filter((difference) => difference !== 0);
  const ranks = doubledMidranks(nonzero.map(Math.abs));
  const observed = sumOfPositive(nonzero, ranks);
  const probabilities = signedRankNull(ranks);
  const pLess = sumRange(probabilities, 0, observed);
  const pGreater = sumRange(probabilities, observed, probabilities.length - 1);
  return {
    statistic: observed / 2,
    n: nonzero.length,
    pTwoSided: Math.min(1, 2 * Math.min(pLess, pGreater)),
    pGreater,
    pLess,
  };
}

/** V: the sum of the midranks of the positive differences. */
export function signedRankSum(differences: readonly number[]): number {
  const nonzero = differences.filter((difference) => difference !== 0);
  return sumOfPositive(nonzero, doubledMidranks(nonzero.map(Math.abs))) / 2;
}

function sumOfPositive(differences: readonly number[], ranks: readonly number[]): number {
  return ranks.reduce((total, rank, index) => total + ((differences[index] ?? 0) > 0 ? rank : 0), 0);
}

/**
 * P(sum = s) for s = 0, 1, …, where each of the whole-number ranks counts with probability ½: one step of dynamic
 * programming a rank. With doubled midranks the index is 2V; with ranks 1 … n it is V.
 */
export function signedRankNull(ranks: readonly number[]): Float64Array {
  const size = ranks.reduce((total, rank) => total + rank, 0) + 1;
  const probabilities = new Float64Array(size);
  probabilities[0] = 1;
  for (const rank of ranks) {
    for (let sum = size - 1; sum >= 0; sum -= 1) {
      const without = probabilities[sum] ?? 0;
      const withRank = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (without + withRank) / 2;
    }
  }
  return probabilities;
}

function sumRange(probabilities: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let index = from; index <= to; index += 1) total += probabilities[index] ?? 0;
  return Math.min(1, total);
}
