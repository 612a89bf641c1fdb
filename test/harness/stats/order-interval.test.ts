import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { medianInterval, orderRanks, quantileInterval } from "../../../harness/stats/order-interval.ts";
import { close, range } from "./support.ts";

test("ranks and coverage of the median are those of the tables", () => {
  for (const [n, low, high, coverage] of [
    [6, 1, 6, 0.96875],
    [10, 2, 9, 0.97852],
    [20, 6, 15, 0.95861],
  ] as const) {
    const ranks = orderRanks(n, 0.5, 0.95);
    assert.deepEqual([ranks?.low, ranks?.high], [low, high]);
    close(ranks?.coverage ?? null, coverage, 5e-6);
  }
});

test("fewer than 6 values have no interval of the median at 95%", () => {
  for (const n of [0, 1, 2, 3, 4, 5]) assert.equal(orderRanks(n, 0.5, 0.95), null);
  assert.deepEqual(medianInterval([3, 1, 2]), { value: 2, low: null, high: null, confidence: null, n: 3 });
});

test("the interval lies between the order statistics, in whatever order the values come", () => {
  const { value, low, high } = medianInterval([9, 1, 8, 2, 7, 3, 6, 4, 5, 10]);
  assert.deepEqual([value, low, high], [5.5, 2, 9]);
});

test("a high quantile needs many values: at 95% the 99th percentile has no interval below 368", () => {
  assert.equal(orderRanks(367, 0.99, 0.95), null);
  assert.notEqual(orderRanks(368, 0.99, 0.95), null);
});

test("a hundred thousand values take no longer than ten", () => {
  const { low, high, coverage } = orderRanks(100_000, 0.5, 0.95) ?? { low: 0, high: 0, coverage: 0 };
  // By the normal approximation: n/2 ± 1.96 √n/2.
  assert.ok(Math.abs(low - 49_690) <= 2 && Math.abs(high - 50_311) <= 2, `${low} ${high}`);
  close(coverage, 0.95, 0.002);
});

test("the coverage is at least what is asked, and the ranks are the closest with so little in each tail", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      (n, q, confidence) => {
        const ranks = orderRanks(n, q, confidence);
        if (ranks === null) return;
        assert.ok(ranks.coverage >= confidence - 1e-9);
        assert.ok(ranks.low >= 1 && ranks.high <= n && ranks.low < ranks.high);
      },
    ),
  );
});

test("the interval of a quantile mirrors that of its opposite", () => {
  const values = range(40);
  const upper = quantileInterval(values, 0.8);
  const lower = quantileInterval(values, 0.2);
  assert.deepEqual([lower.low, lower.high], [39 - (upper.high ?? Number.NaN), 39 - (upper.low ?? Number.NaN)]);
});

test("no values have no interval", () => {
  assert.throws(() => medianInterval([]));
});
