import { doubledMidranks } from "./ranks.ts";

export type MannWhitneyTest = {
  /** U of the first sample: pairs in which it is larger, ties counting a half. */
  readonly statistic: number;
  readonly pTwoSided: number;
  /** Against the alternative that the first sample tends to be larger. */
  readonly pGreater: number;
  /** Against the alternative that the first sample tends to be smaller. */
  readonly pLess: number;
};

/**
 * Exact Mann–Whitney U test of two independent samples (Annals of Mathematical Statistics 18, 1947).
 * The null distribution is over every way to draw the first sample from the pooled midranks, so p is exact with ties.
 * Two-sided p is twice the smaller tail, at most 1.
 * @throws RangeError when a sample is empty.
 */
export function mannWhitneyTest(first: readonly number[], second: readonly number[]): MannWhitneyTest {
  if (first.length === 0 || second.length === 0)
    throw new RangeError("Mann–Whitney needs two samples that are not empty.");
  const ranks = doubledMidranks([...first, ...second]);
  const observed = ranks.slice(0, first.length).reduce((total, rank) => total + rank, 0);
  const counts = subsetSumCounts(ranks, first.length);
  let below = 0;
  let above = 0;
  let total = 0;
  for (const [sum, count] of counts.entries()) {
    total += count;
    if (sum <= observed) below += count;
    if (sum >= observed) above += count;
  }
  const pLess = below / total;
  const pGreater = above / total;
  return {
    statistic: (observed - first.length * (first.length + 1)) / 2,
    pTwoSided: Math.min(1, 2 * Math.min(pLess, pGreater)),
    pGreater,
    pLess,
  };
}

/** P(U = u) for u = 0 … m·n under the null, without ties. */
export function mannWhitneyNull(m: number, n: number): Float64Array {
  const ranks = Array.from({ length: m + n }, (_, index) => index + 1);
  const counts = subsetSumCounts(ranks, m);
  const smallest = (m * (m + 1)) / 2;
  const distribution = counts.slice(smallest, smallest + m * n + 1);
  const total = distribution.reduce((sum, count) => sum + count, 0);
  return distribution.map((count) => count / total);
}

/** How many subsets of `size` ranks have each sum, by dynamic programming over the ranks. */
function subsetSumCounts(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks.reduce((total, rank) => total + rank, 0);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(largest + 1));
  counts[0]?.fill(1, 0, 1);
  for (const rank of ranks) {
    for (let taken = size; taken >= 1; taken -= 1) {
      const into = counts[taken];
      const from = counts[taken - 1];
      if (into === undefined || from === undefined) continue;
      for (let sum = largest; sum >= rank; sum -= 1) into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  return counts[size] ?? new Float64Array(0);
}
