import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { blocksNeeded, comparePairs, partitions } from "../../../harness/stats/all-pairs.ts";
import type { BlockTable, PairP } from "../../../harness/stats/all-pairs.ts";
import { alignedRankP } from "../../../harness/stats/aligned-rank.ts";
import { ascending } from "../../../harness/stats/estimate.ts";
import { makeRandom } from "../../../harness/stats/random.ts";
import { signedRankTest } from "../../../harness/stats/signed-rank.ts";
import { close, range } from "./support.ts";

/** Log throughput of treatments with the given true means: 2% noise, and drift of tens of percent between blocks. */
function simulate(means: readonly number[], blocks: number, seed: number): BlockTable {
  const random = makeRandom(seed);
  const noise = () => (random.nextFloat() + random.nextFloat() + random.nextFloat() - 1.5) * 0.04;
  return range(blocks).map(() => {
    const drift = random.nextFloat();
    return means.map((mean) => mean + drift + noise());
  });
}

function isClaim(pair: PairP): boolean {
  return pair.adjustedP <= 0.05;
}

/** Share of simulated runs with at least one claim that two equal treatments differ; and the claims missed. */
function errors(means: readonly number[], runs: number): { readonly falseRuns: number; readonly missed: number } {
  const results = range(runs).map((seed) => comparePairs(simulate(means, 8, seed), { permutations: 199, seed }));
  const isEqual = (pair: PairP) => means[pair.a] === means[pair.b];
  return {
    falseRuns: results.filter((pairs) => pairs.some((pair) => isEqual(pair) && isClaim(pair))).length / runs,
    missed: results.flat().filter((pair) => !isEqual(pair) && !isClaim(pair)).length,
  };
}

test("of five equal arms in 8 blocks, no more than about 5% of runs claim any difference", () => {
  const { falseRuns } = errors([0, 0, 0, 0, 0], 300);
  assert.ok(falseRuns <= 0.08, `${falseRuns}`);
});

test("with two groups of equal arms a factor 2 apart, every true difference is found and few false ones", () => {
  const { falseRuns, missed } = errors([0, 0, Math.log(2), Math.log(2), Math.log(2)], 300);
  assert.equal(missed, 0);
  assert.ok(falseRuns > 0.005 && falseRuns <= 0.08, `${falseRuns}`);
});

test("a pair of treatments by itself has the exact signed-rank p", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 12 }), (table) => {
      const [pair] = comparePairs(table);
      close(pair?.adjustedP ?? null, signedRankTest(table.map(([a, b]) => a - b)).pTwoSided);
    }),
  );
});

test("no adjusted p is below the pair's own signed-rank p", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const table = simulate([0, 0.02, 0.04, 0.06], 7, seed);
      for (const { a, b, adjustedP } of comparePairs(table, { permutations: 99 })) {
        const own = signedRankTest(table.map((row) => (row[a] ?? 0) - (row[b] ?? 0))).pTwoSided;
        assert.ok(adjustedP >= own, `${adjustedP} < ${own}`);
      }
    }),
    { numRuns: 20 },
  );
});

test("five arms in 8 blocks reach .016 where Holm could not pass .078", () => {
  const pairs = comparePairs(simulate([0, 1, 2, 3, 4], 8, 1));
  assert.equal(pairs.length, 10);
  for (const { adjustedP } of pairs) close(adjustedP, 2 / 128);
});

test("a treatment that missed blocks is compared in those it was measured in", () => {
  const table = simulate([0, 1, 2], 8, 4).map((row, block) => (block < 2 ? row.with(1, null) : row));
  const byPair = new Map(comparePairs(table).map(({ a, b, adjustedP }) => [`${a}${b}`, adjustedP]));
  close(byPair.get("02") ?? null, 2 ** -7);
  close(byPair.get("01") ?? null, 2 ** -5);
});

test("a treatment that was never measured has p = 1", () => {
  const table = simulate([0, 1, 2], 8, 4).map((row) => row.with(1, null));
  assert.deepEqual(
    comparePairs(table).map(({ adjustedP }) => adjustedP),
    [1, 1, 1],
  );
});

test("more treatments than can be gone through fall back to Holm", () => {
  const pairs = comparePairs(simulate(range(9), 12, 1));
  assert.equal(pairs.length, 36);
  for (const { adjustedP } of pairs) close(adjustedP, 36 * 2 ** -11);
});

test("the blocks needed are those with which a claim is possible at all", () => {
  assert.deepEqual(
    [2, 3, 4, 5, 7, 8, 9].map((treatments) => blocksNeeded(treatments, 0.05)),
    [6, 6, 7, 7, 7, 8, 11],
  );
  for (const [blocks, claims] of [
    [6, 0],
    [7, 6],
  ] as const) {
    assert.equal(comparePairs(simulate([0, 1, 2, 3], blocks, 2)).filter(isClaim).length, claims);
  }
});

test("there are as many partitions as Bell's numbers say, each holding every element once", () => {
  assert.deepEqual(
    range(7).map((n) => partitions(n).length),
    [1, 1, 2, 5, 15, 52, 203],
  );
  for (const partition of partitions(5)) assert.deepEqual(ascending(partition.flat()), range(5));
});

test("the aligned rank test keeps its level, whatever the number of arrangements drawn", () => {
  const rejected = range(1_000).filter((seed) => {
    const random = makeRandom(seed + 50_000);
    return (
      alignedRankP(
        range(6).map(() => range(3).map(() => random.nextFloat())),
        59,
        seed,
      ) <= 0.05
    );
  }).length;
  assert.ok(rejected >= 25 && rejected <= 70, `${rejected} of 1000`);
});

test("the aligned rank test does not see what a block adds to all", () => {
  const rows = range(6).map((block) => [block, block + 0.5, block + 0.25]);
  const moved = rows.map((row, block) => row.map((value) => value + 8 * block));
  assert.equal(alignedRankP(rows, 199, 1), alignedRankP(moved, 199, 1));
  assert.ok(alignedRankP(rows, 1_999, 1) < 0.01);
});

test("without blocks or treatments nothing is claimed", () => {
  assert.equal(alignedRankP([], 99, 1), 1);
  assert.deepEqual(comparePairs([]), []);
});
