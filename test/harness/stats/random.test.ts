import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ascending } from "../../../harness/stats/estimate.ts";
import { makeRandom, shuffle } from "../../../harness/stats/random.ts";
import { range } from "./support.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function draw(seed: number): readonly number[] {
  const random = makeRandom(seed);
  return range(5).map(() => random.nextFloat());
}

test("the same seed gives the same numbers, and another seed gives others", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      assert.deepEqual(draw(seed), draw(seed));
      assert.notDeepEqual(draw(seed), draw(seed + 1));
    }),
  );
});

test("floats lie in [0, 1) and whole numbers below their bound", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
      const random = makeRandom(seed);
      const float = random.nextFloat();
      const whole = random.nextInt(bound);
      assert.ok(float >= 0 && float < 1);
      assert.ok(Number.isInteger(whole) && whole >= 0 && whole < bound);
    }),
  );
});

test("floats have the mean and the variance of a uniform distribution", () => {
  const random = makeRandom(3);
  const values = range(20_000).map(() => random.nextFloat());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1 / 12) < 0.003, `variance ${variance}`);
});

test("all 24 orders of four items come up about equally often", () => {
  const random = makeRandom(9);
  const seen = new Map<string, number>();
  for (const _ of range(24_000)) {
    const order = shuffle(["a", "b", "c", "d"], random).join("");
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  assert.equal(seen.size, 24);
  for (const [order, count] of seen) assert.ok(count > 850 && count < 1_150, `${order} came up ${count} times`);
});

test("a shuffle keeps every item and leaves the given array alone", () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
      const before = [...items];
      assert.deepEqual(ascending(shuffle(items, makeRandom(seed))), ascending(before));
      assert.deepEqual(items, before);
    }),
  );
});

test("a bound that is not a whole number from 1 is refused", () => {
  for (const bound of [0, -1, 1.5, 2 ** 33]) assert.throws(() => makeRandom(1).nextInt(bound), RangeError);
});
