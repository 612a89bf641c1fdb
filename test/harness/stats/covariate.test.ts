import assert from "node:assert/strict";
import { test } from "node:test";
import { adjustedShift, isLeaning, residuals } from "../../../harness/stats/covariate.ts";
import { hodgesLehmann } from "../../../harness/stats/hodges-lehmann.ts";
import { makeRandom } from "../../../harness/stats/random.ts";
import { signedRankTest } from "../../../harness/stats/signed-rank.ts";
import { close, range } from "./support.ts";

/** Differences of which a covariate explains a part, with a shift. */
function drawn(seed: number, pairs = 20, shift = 0.03) {
  const random = makeRandom(seed);
  const covariate = range(pairs).map(() => random.nextFloat() - 0.5);
  return { covariate, differences: covariate.map((x) => shift + 0.6 * x + 0.1 * (random.nextFloat() - 0.5)) };
}

const exchanged = (values: readonly number[]) => values.map((value, index) => (index % 3 === 0 ? -value : value));

test("what the covariate explains is taken out: by hand, of 2 and 1 beside 1 and -1 the slope is 1/2", () => {
  assert.deepEqual(residuals([2, 1], [1, -1], 0), [1.5, 1.5]);
  assert.deepEqual(residuals([2, 1], [1, -1], 1.5), [0, 0]);
});

test("nothing is put down to a covariate against its direction, nor more of it than there is", () => {
  assert.deepEqual(residuals([1, 2], [1, -1], 0), [1, 2]);
  assert.deepEqual(residuals([6, -3], [2, -1], 0), [4, -2]);
  assert.deepEqual(residuals([1, 2, 3], [0, 0, 0], 1), [0, 1, 2]);
});

test("exchanging the two of a pair changes the sign of what remains of it, and nothing else", () => {
  const { differences, covariate } = drawn(1);
  const before = residuals(differences, covariate, 0);
  const after = residuals(exchanged(differences), exchanged(covariate), 0);
  exchanged(before).forEach((value, index) => close(after[index] ?? null, value, 1e-12));
});

test("the ends are the shifts at which the exact test begins to reject, the covariate fitted anew under each", () => {
  for (const seed of range(20)) {
    const { differences, covariate } = drawn(seed);
    const { low, high, confidence } = adjustedShift(differences, covariate, 0.9);
    const level = (1 - (confidence ?? Number.NaN)) / 2 + 1e-12;
    const testAt = (shift: number) => signedRankTest(residuals(differences, covariate, shift));
    assert.ok(testAt((high ?? 0) + 1e-9).pLess <= level);
    assert.ok(testAt((high ?? 0) - 1e-9).pLess > level);
    assert.ok(testAt((low ?? 0) - 1e-9).pGreater <= level);
    assert.ok(testAt((low ?? 0) + 1e-9).pGreater > level);
  }
});

test("with a covariate that is always 0 it is the estimate of Hodges and Lehmann", () => {
  for (const pairs of [1, 2, 5, 6, 7, 20]) {
    const { differences } = drawn(pairs, pairs);
    const found = adjustedShift(
      differences,
      range(pairs).map(() => 0),
    );
    const expected = hodgesLehmann(differences);
    close(found.value, expected.value);
    assert.deepEqual([found.confidence, found.n], [expected.confidence, expected.n]);
    if (expected.low === null || expected.high === null) assert.deepEqual([found.low, found.high], [null, null]);
    else {
      close(found.low, expected.low);
      close(found.high, expected.high);
    }
  }
});

test("the interval is as much narrower as the covariate explains, and still holds the shift", () => {
  const { differences, covariate } = drawn(7, 40);
  const [found, plain] = [adjustedShift(differences, covariate), hodgesLehmann(differences)].map(({ low, high }) => ({
    low: low ?? Number.NaN,
    high: high ?? Number.NaN,
  }));
  assert.ok(found !== undefined && plain !== undefined);
  assert.ok(found.high - found.low < 0.4 * (plain.high - plain.low));
  assert.ok(found.low < 0.03 && found.high > 0.03);
});

test("a covariate that is the same on both sides does not lean, one that is larger on one side does", () => {
  const { covariate } = drawn(3);
  assert.equal(isLeaning(covariate), false);
  assert.equal(isLeaning(covariate.map((x) => x + 0.4)), true);
  assert.equal(isLeaning([]), false);
});
