import assert from "node:assert/strict";
import { test } from "node:test";
import { queueOf } from "../../../../../harness/experiments/capacity/analysis/queue.ts";
import type { OfferedPoint } from "../../../../../harness/experiments/capacity/result.ts";

const percentiles = { p50: 1, p75: 1, p90: 1, p95: 1, p99: 1, p999: 1, max: 1 };

function point(offered: number, meanMicros: number): OfferedPoint {
  return {
    kind: "short",
    offered,
    answered: offered,
    requests: 1_000,
    micros: percentiles,
    meanMicros,
    errorShare: 0,
    isSteady: true,
    isMet: true,
    reasons: [],
    isGeneratorLimited: false,
  };
}

/** Mean latency of M/M/1 with 5 ms of service, µs. */
function meanAt(rate: number): number {
  return 5_000 / (1 - rate / 200);
}

const lower = [40, 80, 120].map((rate) => point(rate, meanAt(rate)));

test("a queue that is one predicts the held rate from the lower ones", () => {
  const queue = queueOf([...lower, point(160, meanAt(160))], 160, 1, 200);
  assert.ok(queue !== null);
  assert.ok(Math.abs(queue.variability - 1) < 1e-9 && Math.abs(queue.baseMicros - 5_000) < 1e-6);
  assert.ok(Math.abs(queue.predictedMicros / meanAt(160) - 1) < 1e-9);
  assert.equal(queue.serviceMicros, 5_000);
});

test("there is none where it is 20% off, and from fewer than three rates", () => {
  assert.equal(queueOf([...lower, point(160, 1.3 * meanAt(160))], 160, 1, 200), null);
  assert.equal(queueOf([...lower.slice(1), point(160, meanAt(160))], 160, 1, 200), null);
  assert.equal(queueOf([...lower, point(210, 30_000)], 210, 1, 200), null, "beyond what it can do");
  assert.equal(queueOf(lower, 160, 1, 200), null, "nothing at the held rate");
});
