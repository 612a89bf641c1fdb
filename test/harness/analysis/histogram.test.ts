import assert from "node:assert/strict";
import { test } from "node:test";
import { distributionOf, mergeHistograms, percentilesOf } from "../../../harness/analysis/histogram.ts";
import { addAnswered, createLatencyTally, packTally, summarize } from "../../../harness/load/latency.ts";
import { makeLatency } from "../../support/trials.ts";

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index + 1);

test("merged histograms have the percentiles of all values together, not the mean of percentiles", () => {
  const fast = makeLatency(upTo(900).map(() => 1_000));
  const slow = makeLatency(upTo(100).map(() => 100_000));
  const merged = mergeHistograms([fast.histogram, slow.histogram]);
  assert.equal(merged.count, 1_000);
  assert.equal(merged.valueAt(0.5), 1_000);
  assert.ok(Math.abs(merged.valueAt(0.95) / 100_000 - 1) < 0.001);
});

test("percentiles are right to three digits and never above the largest value", () => {
  const { p50, p90, p99, max } = percentilesOf(mergeHistograms([makeLatency(upTo(10_000)).histogram]), 10_000);
  for (const [actual, expected] of [
    [p50, 5_000],
    [p90, 9_000],
    [p99, 9_900],
  ] as const) {
    assert.ok(Math.abs(actual / expected - 1) < 0.001, `${actual} is not ${expected}`);
  }
  assert.equal(max, 10_000);
  assert.ok(p99 <= max);
});

test("what is encoded can be merged again", () => {
  const merged = mergeHistograms([makeLatency([10, 20]).histogram, makeLatency([30]).histogram]);
  const again = mergeHistograms([merged.encode(), makeLatency([5]).histogram]);
  assert.equal(again.count, 4);
  assert.equal(again.valueAt(1), 30);
});

test("what the generator records can be read", () => {
  const tally = createLatencyTally();
  for (const micros of upTo(1_000)) addAnswered(tally, micros * 100);
  const merged = mergeHistograms([summarize([packTally(tally)]).histogram]);
  assert.equal(merged.count, 1_000);
  assert.ok(Math.abs(merged.valueAt(0.5) / 50_000 - 1) < 0.001);
});

test("an empty histogram reads 0 and has no distribution", () => {
  const empty = mergeHistograms([]);
  assert.equal(empty.count, 0);
  assert.equal(empty.valueAt(0.99), 0);
  assert.deepEqual(distributionOf(empty, 0), []);
  assert.equal(mergeHistograms([makeLatency([]).histogram]).count, 0);
});

test("the distribution rises from the smallest value at 0 to the largest at 1, the tail as fine as the body", () => {
  const points = distributionOf(mergeHistograms([makeLatency(upTo(10_000)).histogram]), 10_000);
  assert.ok(points.length >= 60 && points.length <= 100);
  assert.deepEqual(points[0], { share: 0, micros: 1 });
  assert.deepEqual(points.at(-1), { share: 1, micros: 10_000 });
  for (const [index, point] of points.slice(1).entries()) {
    assert.ok(point.share > (points[index]?.share ?? 2) && point.micros >= (points[index]?.micros ?? Infinity));
  }
  const within = (low: number, high: number) => points.filter(({ share }) => share >= low && share < high).length;
  assert.ok(Math.abs(within(0, 0.9) - within(0.9, 0.99)) <= 1);
});
