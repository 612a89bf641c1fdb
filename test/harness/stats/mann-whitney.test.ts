import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { mannWhitneyNull, mannWhitneyTest } from "../../../harness/stats/mann-whitney.ts";
import { benchstat, close } from "./support.ts";

const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 });

/** U of the first sample by counting pairs. */
function countPairs(first: readonly number[], second: readonly number[]): number {
  return first
    .flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
    .reduce<number>((sum, one) => sum + one, 0);
}

/** U for every way to choose which of the pooled values are the first sample. */
function enumerate(pooled: readonly number[], size: number): readonly number[] {
  return Array.from({ length: 2 ** pooled.length }, (_, mask) => mask)
    .map((mask) => pooled.map((value, index) => ({ value, chosen: ((mask >> index) & 1) === 1 })))
    .filter((split) => split.filter(({ chosen }) => chosen).length === size)
    .map((split) =>
      countPairs(
        split.flatMap(({ value, chosen }) => (chosen ? [value] : [])),
        split.flatMap(({ value, chosen }) => (chosen ? [] : [value])),
      ),
    );
}

test("five against five has U = 6 and p = .22222222", () => {
  const result = mannWhitneyTest([1.1, 2.2, 3.3, 4.4, 5.5], [3, 4.1, 5.2, 6.3, 7.4]);
  assert.equal(result.statistic, 6);
  close(result.pTwoSided, 0.22222222, 5e-9);
});

test("samples that are apart have the smallest p there is", () => {
  close(mannWhitneyTest([1, 2, 3], [4, 5, 6]).pTwoSided, 0.1);
  close(mannWhitneyTest([1, 2, 3, 4], [5, 6, 7, 8]).pTwoSided, 0.02857143, 5e-9);
});

test("ties are exact", () => {
  close(mannWhitneyTest([1, -1, -1, -1], [-1, 1, 1, 1]).pTwoSided, 0.48571429, 5e-9);
});

test("the example of benchstat has p = 1.0825e-5", () => {
  close(mannWhitneyTest(benchstat.before, benchstat.after).pTwoSided, 1.0825e-5, 5e-10);
});

test("U and p equal enumeration of every split, with ties", () => {
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const observed = countPairs(first, second);
      const all = enumerate([...first, ...second], first.length);
      const less = all.filter((u) => u <= observed).length / all.length;
      const greater = all.filter((u) => u >= observed).length / all.length;
      const result = mannWhitneyTest(first, second);
      assert.equal(result.statistic, observed);
      close(result.pLess, less);
      close(result.pGreater, greater);
      close(result.pTwoSided, Math.min(1, 2 * Math.min(less, greater)));
    }),
  );
});

test("swapping the samples swaps the tails, and order within a sample does not matter", () => {
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const one = mannWhitneyTest(first, second);
      const other = mannWhitneyTest(second.toReversed(), first.toReversed());
      close(one.pGreater, other.pLess);
      close(one.pTwoSided, other.pTwoSided);
      assert.equal(one.statistic + other.statistic, first.length * second.length);
    }),
  );
});

test("the null distribution is symmetric and sums to 1", () => {
  const probabilities = [...mannWhitneyNull(4, 6)];
  assert.equal(probabilities.length, 25);
  close(
    probabilities.reduce((sum, p) => sum + p, 0),
    1,
  );
  for (const [index, p] of probabilities.entries()) close(p, probabilities.at(-1 - index) ?? Number.NaN);
  close(probabilities[0] ?? null, 1 / 210);
});

test("an empty sample is refused", () => {
  assert.throws(() => mannWhitneyTest([], [1]), RangeError);
});
