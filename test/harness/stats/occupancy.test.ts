import assert from "node:assert/strict";
import { test } from "node:test";
import { fullestOverMean } from "../../../harness/stats/occupancy.ts";
import { makeRandom } from "../../../harness/stats/random.ts";

/** By counting: of 256 ways to put 4 balls into 4 bins the fullest holds 1, 2, 3, 4 in 24, 180, 48, 4. */
const exact: readonly (readonly [balls: number, bins: number, value: number])[] = [
  [2, 2, 1.5],
  [4, 4, 544 / 256],
  [5, 1, 1],
];

test("the fullest bin over the mean is what counting all ways gives", () => {
  for (const [balls, bins, value] of exact) {
    assert.ok(Math.abs(fullestOverMean(balls, bins, makeRandom(1)) - value) < 0.03, `${balls} in ${bins}`);
  }
});

test("many balls fall evenly", () => {
  const value = fullestOverMean(100_000, 4, makeRandom(1));
  assert.ok(value > 1 && value < 1.02);
});
