import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { doubledMidranks } from "../../../harness/stats/ranks.ts";
import { signedRankNull, signedRankTest } from "../../../harness/stats/signed-rank.ts";
import { close, hollanderWolfe } from "./support.ts";

/** Integers close together, so that ties and zeros are common. */
const differences = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 });

test("the paired example of Hollander and Wolfe has V = 40 and their p", () => {
  const result = signedRankTest(hollanderWolfe.differences);
  assert.equal(result.statistic, 40);
  assert.equal(result.n, 9);
  assert.equal(result.pTwoSided, 0.0390625);
  assert.equal(result.pGreater, 0.01953125);
});

test("p equals enumeration of every sign, with ties and zeros", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const nonzero = values.filter((value) => value !== 0);
      const ranks = doubledMidranks(nonzero.map(Math.abs));
      const sums = Array.from({ length: 2 ** ranks.length }, (_, signs) =>
        ranks.reduce((total, rank, index) => total + ((signs >> index) & 1) * rank, 0),
      );
      const observed = ranks.reduce((total, rank, index) => total + ((nonzero[index] ?? 0) > 0 ? rank : 0), 0);
      const greater = sums.filter((sum) => sum >= observed).length / sums.length;
      const less = sums.filter((sum) => sum <= observed).length / sums.length;
      const result = signedRankTest(values);
      close(result.pGreater, greater);
      close(result.pLess, less);
      close(result.pTwoSided, Math.min(1, 2 * Math.min(greater, less)));
    }),
  );
});

test("turning every sign swaps the tails and leaves the two-sided p", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const one = signedRankTest(values);
      const other = signedRankTest(values.map((value) => -value));
      close(one.pGreater, other.pLess);
      close(one.pTwoSided, other.pTwoSided);
    }),
  );
});

test("order and positive scale do not matter", () => {
  fc.assert(
    fc.property(differences, fc.integer({ min: 1, max: 100 }), (values, scale) => {
      const changed = values.toReversed().map((value) => value * scale);
      assert.deepEqual(signedRankTest(changed), signedRankTest(values));
    }),
  );
});

test("the smallest two-sided p of n differences is 2 to the power 1 - n", () => {
  for (const n of [5, 6, 8, 20]) {
    const values = Array.from({ length: n }, (_, index) => index + 1);
    close(signedRankTest(values).pTwoSided, 2 ** (1 - n));
  }
});

test("zeros are dropped, and nothing but zeros says nothing", () => {
  assert.deepEqual(signedRankTest([0, 0, 1, 2, -3]), signedRankTest([1, 2, -3]));
  assert.deepEqual(signedRankTest([0, 0]), { statistic: 0, n: 0, pTwoSided: 1, pGreater: 1, pLess: 1 });
  assert.equal(signedRankTest([]).pTwoSided, 1);
});

test("the null distribution sums to 1 for hundreds of ranks", () => {
  const total = signedRankNull(Array.from({ length: 200 }, (_, index) => index + 1)).reduce((sum, p) => sum + p, 0);
  close(total, 1);
});
