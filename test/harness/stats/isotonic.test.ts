import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isotonic } from "../../../harness/stats/isotonic.ts";

function fitted(...values: readonly number[]): readonly number[] {
  return isotonic(values.map((value) => ({ value, weight: 1 })));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

test("neighbours that fall are pooled, by their weights", () => {
  assert.deepEqual(fitted(1, 2, 3), [1, 2, 3]);
  assert.deepEqual(fitted(1, 3, 2, 4), [1, 2.5, 2.5, 4]);
  assert.deepEqual(fitted(3, 2, 1), [2, 2, 2]);
  assert.deepEqual(fitted(), []);
  assert.deepEqual(
    isotonic([
      { value: 4, weight: 3 },
      { value: 0, weight: 1 },
    ]),
    [3, 3],
  );
});

test("what comes out never falls, and keeps the mean", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }), (values) => {
      const found = fitted(...values);
      assert.equal(found.length, values.length);
      for (const [index, value] of found.entries()) assert.ok(index === 0 || value >= (found[index - 1] ?? 0) - 1e-9);
      assert.ok(Math.abs(total(found) - total(values)) < 1e-6);
    }),
  );
});
