import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addAnswered,
  createLatencyTally,
  packTally,
  summarize,
  type LatencyTally,
} from "../../../harness/load/latency.ts";

const millisecond = 1_000;
const second = 1_000 * millisecond;
/** HdrHistogram's own example: a request each 10 ms, answered after 1 ms; then nothing for 100 s. */
const quick = 10_000;
const stallMicros = 100 * second;
const intervalMicros = 10 * millisecond;

function tallyOf(latencies: Iterable<number>): LatencyTally {
  const tally = createLatencyTally();
  for (const micros of latencies) addAnswered(tally, micros);
  return tally;
}

test("one connection that waits for its answer sees one slow request of 10,001", () => {
  const tally = tallyOf([...Array<number>(quick).fill(millisecond), stallMicros]);
  assert.equal(tally.histogram.getValueAtPercentile(99.99), millisecond);
  assert.equal(summarize([packTally(tally)]).micros.p999, millisecond);
});

test("counted from when each was due, as many are slow as were due, and no correction is needed", () => {
  const due = Array.from({ length: stallMicros / intervalMicros }, (_, index) => stallMicros - index * intervalMicros);
  const { count, micros } = summarize([packTally(tallyOf([...Array<number>(quick).fill(millisecond), ...due]))]);
  assert.equal(count, 20_000);
  assert.equal(micros.p50, millisecond);
  for (const [seen, expected] of [
    [micros.p75, 50 * second],
    [micros.p90, 80 * second],
    [micros.p99, 98 * second],
  ] as const) {
    assert.ok(Math.abs(seen / expected - 1) <= 0.001, `${seen} µs, not ${expected} µs`);
  }
});
