import assert from "node:assert/strict";
import { test } from "node:test";
import { adjustFor, type Adjusted } from "../../../harness/stats/covariate.ts";
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

function adjusted(differences: readonly number[], covariate: readonly number[]): Adjusted {
  const found = adjustFor(differences, covariate);
  assert.ok(found !== null);
  return found;
}

test("what the covariate explains is taken out, and how much that is is told", () => {
  const covariate = [1, -2, 3, -1, 2, -3, 1, -1];
  const { values, weights, explainedShare } = adjusted(
    covariate.map((x) => 0.5 * x),
    covariate,
  );
  for (const value of values) close(value, 0);
  assert.deepEqual(
    weights,
    range(8).map(() => 1),
    "it leans to neither side",
  );
  close(explainedShare, 1);
});

test("by hand: of 1 and 2 beside 1 and -1 the slope is -1/2, and what remains 3/2 and 3/2", () => {
  const { values, weights } = adjusted([1, 2], [1, -1]);
  assert.deepEqual(
    [values, weights],
    [
      [1.5, 1.5],
      [1, 1],
    ],
  );
});

const turn = (values: readonly number[]) => values.map((value, index) => (index % 3 === 0 ? -value : value));

test("exchanging the two of a pair changes the sign of what remains of it, and nothing else", () => {
  const { differences, covariate } = drawn(1);
  const before = adjusted(differences, covariate).values;
  const after = adjusted(turn(differences), turn(covariate)).values;
  turn(before).forEach((value, index) => close(after[index] ?? null, value, 1e-12));
});

test("the bounds are the shifts at which the exact test begins to reject, the covariate fitted anew under each", () => {
  for (const seed of range(20)) {
    const { differences, covariate } = drawn(seed);
    const { values, weights } = adjusted(differences, covariate);
    const { low, high, confidence } = hodgesLehmann(values, 0.9, weights);
    const level = (1 - (confidence ?? Number.NaN)) / 2;
    const testAt = (shift: number) =>
      signedRankTest(
        adjusted(
          differences.map((difference) => difference - shift),
          covariate,
        ).values,
      );
    assert.ok(testAt((high ?? 0) + 1e-9).pLess <= level + 1e-12);
    assert.ok(testAt((high ?? 0) - 1e-9).pLess > level + 1e-12);
    assert.ok(testAt((low ?? 0) - 1e-9).pGreater <= level + 1e-12);
    assert.ok(testAt((low ?? 0) + 1e-9).pGreater > level + 1e-12);
  }
});

const widthOf = ({ low, high }: { readonly low: number | null; readonly high: number | null }) =>
  (high ?? 0) - (low ?? 0);

test("the interval is as much narrower as the covariate explains, and still holds the shift", () => {
  const { differences, covariate } = drawn(7, 40);
  const { values, weights, explainedShare } = adjusted(differences, covariate);
  const found = hodgesLehmann(values, 0.95, weights);
  assert.ok(explainedShare > 0.9, `${explainedShare}`);
  assert.ok(widthOf(found) < 0.4 * widthOf(hodgesLehmann(differences)));
  assert.ok((found.low ?? 1) < 0.03 && (found.high ?? 0) > 0.03);
});

test("nothing is fitted to a covariate that is 0, that is of other pairs, or that goes one way alone", () => {
  assert.equal(adjustFor([1, 2, 3], [0, 0, 0]), null);
  assert.equal(adjustFor([1, 2, 3], [1, 2]), null);
  assert.equal(adjustFor([], []), null);
  assert.equal(adjustFor([1, 2, 3], [1, 1, 1]), null, "a shift of all of them would be taken for it");
});
