import { alignedRankP } from "./aligned-rank.ts";
import { holm } from "./holm.ts";
import { signedRankTest } from "./signed-rank.ts";

/** A pair of treatments by their columns, with the p that may be held to the level of the whole family of pairs. */
export type PairP = { readonly a: number; readonly b: number; readonly adjustedP: number };

/** Values by block and treatment, on an additive scale such as logarithms. Null where a treatment was not measured. */
export type BlockTable = readonly (readonly (number | null)[])[];

export type AllPairsOptions = { readonly permutations?: number; readonly seed?: number };

/** Beyond this many treatments the hypotheses are too many to go through, and Holm's adjustment is used. */
export const closedTestingLimit = 8;

/**
 * Every pair of treatments of a randomised block design, compared so that the chance of one false claim or more is at
 * most the level, whichever treatments really differ.
 *
 * Closed testing (Marcus, Peritz & Gabriel, Biometrika 63, 1976) over the hypotheses that equalities among treatments
 * can make, which are the partitions of the treatments into classes of equals (Shaffer, JASA 81, 1986; Bergmann &
 * Hommel, 1988). A partition is tested by the aligned rank test of each of its m classes of two or more, with
 * p = m × the smallest of them (Bonferroni). A pair's adjusted p is the largest over the partitions that put the two
 * together. It assumes that equal treatments are exchangeable within a block. The class of the two alone is among
 * those tested, and that test, the exact signed-rank, assumes no more than symmetry of their difference.
 *
 * Holm over the pairs' signed-rank tests cannot go below pairs × 2^(1 − blocks), .078 for 5 treatments in 8 blocks;
 * this goes to 2 × 2^(1 − blocks), .016, because few equalities can be true side by side.
 */
export function comparePairs(table: BlockTable, options: AllPairsOptions = {}): readonly PairP[] {
  const treatments = table[0]?.length ?? 0;
  const pairs = pairsOf(treatments);
  if (treatments > closedTestingLimit) return holmOverPairs(table, pairs);
  const { permutations = 1_999, seed = 1 } = options;
  const known = new Map<number, number>();
  const classP = (members: readonly number[]): number => {
    const mask = members.reduce((bits, member) => bits | (1 << member), 0);
    const p = known.get(mask) ?? alignedRankP(completeRows(table, members), permutations, seed + mask);
    known.set(mask, p);
    return p;
  };
  const adjusted = new Map<number, number>();
  for (const partition of partitions(treatments)) {
    const classes = partition.filter((members) => members.length > 1);
    if (classes.length === 0) continue;
    const p = Math.min(1, classes.length * Math.min(...classes.map(classP)));
    for (const members of classes) {
      for (const { a, b } of pairsOf(members.length)) {
        const key = (members[a] ?? 0) * treatments + (members[b] ?? 0);
        adjusted.set(key, Math.max(adjusted.get(key) ?? 0, p));
      }
    }
  }
  return pairs.map(({ a, b }) => ({ a, b, adjustedP: adjusted.get(a * treatments + b) ?? 1 }));
}

/** The smallest number of blocks with which {@link comparePairs} can reach an adjusted p of `level` at all. */
export function blocksNeeded(treatments: number, level: number): number {
  const multiplier = treatments > closedTestingLimit ? (treatments * (treatments - 1)) / 2 : Math.floor(treatments / 2);
  let blocks = 1;
  while (Math.max(1, multiplier) * 2 ** (1 - blocks) > level) blocks += 1;
  return blocks;
}

/** Every way to part 0 … n − 1 into classes, each in ascending order. */
export function partitions(n: number): readonly (readonly (readonly number[])[])[] {
  let found: readonly (readonly (readonly number[])[])[] = [[]];
  for (let element = 0; element < n; element += 1) {
    found = found.flatMap((classes) => {
      const joined = classes.map((members, index) => classes.with(index, members.concat(element)));
      return joined.concat([classes.concat([[element]])]);
    });
  }
  return found;
}

/** The pairs of 0 … n − 1, each with the smaller first. */
export function pairsOf(n: number): readonly { readonly a: number; readonly b: number }[] {
  return Array.from({ length: n }, (_, a) =>
    Array.from({ length: n - a - 1 }, (__, step) => ({ a, b: a + step + 1 })),
  ).flat();
}

/** The blocks in which every one of the treatments was measured, with their values alone. */
function completeRows(table: BlockTable, treatments: readonly number[]): readonly (readonly number[])[] {
  return table.flatMap((row) => {
    const values = treatments.flatMap((treatment) => row[treatment] ?? []);
    return values.length === treatments.length ? [values] : [];
  });
}

function holmOverPairs(
  table: BlockTable,
  pairs: readonly { readonly a: number; readonly b: number }[],
): readonly PairP[] {
  const raw = pairs.map(({ a, b }) => {
    const rows = completeRows(table, [a, b]);
    return signedRankTest(rows.map(([first = 0, second = 0]) => first - second)).pTwoSided;
  });
  const adjusted = holm(raw);
  return pairs.map(({ a, b }, index) => ({ a, b, adjustedP: adjusted[index] ?? 1 }));
}
