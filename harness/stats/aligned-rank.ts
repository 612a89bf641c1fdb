import { makeRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { doubledMidranks } from "./ranks.ts";
import { signedRankTest } from "./signed-rank.ts";

/**
 * Aligned rank test that the treatments of a randomised block design are exchangeable within blocks (Hodges & Lehmann,
 * Annals of Mathematical Statistics 33, 1962): subtract each block's mean, rank everything together, compare the
 * treatments' sums of ranks. `blocks` holds one row a block, one value a treatment; differences must be on an additive
 * scale, such as logarithms.
 *
 * Two treatments: this is the signed-rank test, and p is exact. More: p = (1 + arrangements as extreme) / (1 + drawn),
 * from arrangements drawn at random within blocks, which keeps the level exactly whatever the number drawn (Phipson &
 * Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010). The same seed gives the same p.
 * 1 without blocks.
 */
export function alignedRankP(blocks: readonly (readonly number[])[], permutations: number, seed: number): number {
  const treatments = blocks[0]?.length ?? 0;
  if (treatments < 2) return 1;
  if (treatments === 2) return signedRankTest(blocks.map(([first = 0, second = 0]) => first - second)).pTwoSided;
  const ranks = Int32Array.from(doubledMidranks(blocks.flatMap(aligned)));
  const observed = spreadOfSums(ranks, treatments);
  const random = makeRandom(seed);
  let extreme = 1;
  for (let drawn = 0; drawn < permutations; drawn += 1) {
    permuteWithinBlocks(ranks, treatments, random);
    if (spreadOfSums(ranks, treatments) >= observed) extreme += 1;
  }
  return extreme / (permutations + 1);
}

/** The mean is taken in ascending order, so that rounding does not depend on the order of the treatments. */
function aligned(block: readonly number[]): readonly number[] {
  const mean = block.toSorted((a, b) => a - b).reduce((total, value) => total + value, 0) / block.length;
  return block.map((value) => value - mean);
}

/** Sum of squares of the treatments' rank sums: their mean is fixed, so it orders arrangements as a variance does. */
function spreadOfSums(ranks: Int32Array, treatments: number): number {
  let squares = 0;
  for (let treatment = 0; treatment < treatments; treatment += 1) {
    let sum = 0;
    for (let index = treatment; index < ranks.length; index += treatments) sum += ranks[index] ?? 0;
    squares += sum * sum;
  }
  return squares;
}

function permuteWithinBlocks(ranks: Int32Array, treatments: number, random: Random): void {
  for (let start = 0; start < ranks.length; start += treatments) {
    for (let left = treatments; left > 1; left -= 1) {
      const from = start + random.nextInt(left);
      const to = start + left - 1;
      const moved = ranks[from] ?? 0;
      ranks[from] = ranks[to] ?? 0;
      ranks[to] = moved;
    }
  }
}
