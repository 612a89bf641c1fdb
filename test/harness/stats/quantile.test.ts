import assert from "node:assert/strict";
import { test } from "node:test";
import { median, quantile } from "../../../harness/stats/quantile.ts";
import { benchstat, close } from "./support.ts";

test("the median of an even number of values is halfway between the middle two", () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([3, 1, 2]), 2);
});

test("the medians of benchstat's example are 17.20% apart", () => {
  close(median(benchstat.after) / median(benchstat.before) - 1, -0.172, 5e-5);
});

test("quantiles interpolate as R's default does", () => {
  assert.equal(quantile([15, 20, 35, 40, 50], 0.4), 29);
  assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75);
  assert.deepEqual([quantile([3, 1, 2], 0), quantile([3, 1, 2], 1)], [1, 3]);
});

test("the values given stay in their order", () => {
  const values = [3, 1, 2];
  median(values);
  quantile(values, 0.9);
  assert.deepEqual(values, [3, 1, 2]);
});

test("no values and quantiles outside 0 to 1 are refused", () => {
  assert.throws(() => median([]));
  assert.throws(() => quantile([], 0.5));
  assert.throws(() => quantile([1, 2], 1.1));
});
