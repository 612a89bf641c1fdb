import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSeries, pairsToFind, type Series } from "../../../../../harness/experiments/gate/analysis/rule.ts";
import { makeRandom } from "../../../../../harness/stats/random.ts";
import { signedRankTest } from "../../../../../harness/stats/signed-rank.ts";
import { range } from "../../../stats/support.ts";

const levels = { pass: 0.05, regression: 0.01 };
const wobble = [-0.01, 0.004, 0.009, -0.006, 0.002, -0.003, 0.007, -0.008, 0.001, 0.005, -0.004, 0.003];

function about(centre: number, noise = 1): Series {
  return {
    worsenings: wobble.map((value) => centre + noise * value),
    tolerance: Math.log1p(0.05),
    minimalEffect: Math.log1p(0.03),
  };
}

function outcome(...series: readonly Series[]): readonly string[] {
  return judgeSeries(series, levels).map((one) => one.outcome);
}

test("what is shown to be within the tolerance passes", () => {
  assert.deepEqual(outcome(about(0)), ["pass"]);
  assert.deepEqual(outcome(about(-0.2)), ["pass"]);
});

test("what is certainly worse, and by enough, is a regression", () => {
  assert.deepEqual(outcome(about(0.1)), ["regression"]);
});

test("a certain worsening that is worth failing for is a regression even within the tolerance", () => {
  const [one] = judgeSeries([about(0.035, 0.1)], levels);
  assert.ok(one?.worseByAtMost !== null && (one?.worseByAtMost ?? 1) < Math.log1p(0.05));
  assert.equal(one?.outcome, "regression");
});

test("a certain worsening that is not worth failing for passes", () => {
  assert.deepEqual(outcome(about(0.02, 0.3)), ["pass"]);
});

test("what the data leave open is inconclusive", () => {
  assert.deepEqual(outcome(about(0.03, 8)), ["inconclusive"]);
  const few = { ...about(0.2), worsenings: [0.2, 0.21, 0.19] };
  const [one] = judgeSeries([few], levels);
  assert.deepEqual([one?.outcome, one?.worseByAtMost], ["inconclusive", null]);
});

test("several metrics are held to the level together", () => {
  const seven = { ...about(0), worsenings: range(7).map((index) => 0.1 + 0.001 * index) };
  assert.deepEqual(outcome(seven), ["regression"]);
  assert.deepEqual(outcome(seven, seven, seven), ["inconclusive", "inconclusive", "inconclusive"]);
  assert.deepEqual(
    [1, 2, 3].map((metrics) => pairsToFind(metrics, 0.01)),
    [7, 8, 9],
  );
});

test("pairs that are all equal pass, and their p is 1", () => {
  const [one] = judgeSeries([{ ...about(0), worsenings: range(12).map(() => 0) }], levels);
  assert.deepEqual([one?.outcome, one?.adjustedP, one?.worseBy], ["pass", 1, 0]);
});

test("the bound inverts the test: of a worsening beyond it, less would be believed at the level", () => {
  const random = makeRandom(8);
  for (const pairs of range(200).map((index) => 5 + (index % 12))) {
    const worsenings = range(pairs).map(() => random.nextFloat() - 0.5);
    const [one] = judgeSeries([{ ...about(0), worsenings }], levels);
    const bound = one?.worseByAtMost ?? Number.NaN;
    const less = (by: number) => signedRankTest(worsenings.map((value) => value - by)).pLess;
    assert.ok(less(bound + 1e-9) <= levels.pass);
    assert.ok(less(bound - 1e-9) > levels.pass);
  }
});

test("the order of pairs means nothing", () => {
  const turned = { ...about(0.04), worsenings: about(0.04).worsenings.toReversed() };
  assert.deepEqual(judgeSeries([turned], levels), judgeSeries([about(0.04)], levels));
});
