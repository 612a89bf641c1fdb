import assert from "node:assert/strict";
import { test } from "node:test";
import { equivalentWithin } from "../../../harness/stats/equivalence.ts";
import { range } from "./support.ts";

/** Pairs whose ratio is `centre`, give or take up to `spread`, evenly. */
function pairs(centre: number, spread: number, n = 10): readonly (readonly [number, number])[] {
  return range(n).map((index) => [centre * (1 + spread * ((2 * index) / (n - 1) - 1)), 1]);
}

test("a ratio near 1 with little noise is equivalent, and the interval is a 90% one", () => {
  const { equivalent, ratio } = equivalentWithin(pairs(1, 0.02), 0.03);
  assert.equal(equivalent, true);
  assert.ok((ratio.confidence ?? 0) >= 0.9 && (ratio.confidence ?? 1) < 0.95);
});

test("a ratio near 1 with much noise is not shown to be equivalent", () => {
  assert.equal(equivalentWithin(pairs(1, 0.2), 0.03).equivalent, false);
});

test("a difference beyond the margin is not equivalent, in either direction", () => {
  assert.equal(equivalentWithin(pairs(1.04, 0.005), 0.03).equivalent, false);
  assert.equal(equivalentWithin(pairs(1 / 1.04, 0.005), 0.03).equivalent, false);
});

test("the margin is the same for a ratio and for the ratio turned over", () => {
  for (const centre of [0.972, 1.028]) {
    const given = pairs(centre, 0.001);
    const turned = given.map(([a, b]) => [b, a] as const);
    assert.equal(equivalentWithin(given, 0.03).equivalent, equivalentWithin(turned, 0.03).equivalent);
  }
});

test("too few pairs are never equivalent", () => {
  assert.equal(equivalentWithin(pairs(1, 0, 4), 0.03).equivalent, false);
});
