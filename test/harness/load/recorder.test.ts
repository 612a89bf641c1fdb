import assert from "node:assert/strict";
import { test } from "node:test";

import * as fc from "fast-check";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";

import type { SentRequest } from "../../../harness/load/cohort.ts";
import { mergeRecorded, type RecordedLoad } from "../../../harness/load/merge.ts";
import { createRecorder, type Recorder } from "../../../harness/load/recorder.ts";
import type { RequestCounts } from "../../../harness/model/index.ts";

const second = 1_000_000;
const noExample = (): string => "example";

function total(counts: RequestCounts): number {
  return counts.completed + counts.failed + counts.timedOut + counts.inFlight;
}

function finish(recorder: Recorder): RecordedLoad {
  return mergeRecorded([recorder.finish()]);
}

function sum(values: readonly number[]): number {
  return values.reduce((left, right) => left + right, 0);
}

type Step = {
  readonly act: "send" | "complete" | "fail" | "time out" | "repeat";
  readonly pick: number;
  readonly gap: number;
};

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom("send", "send", "send", "complete", "complete", "fail", "time out", "repeat"),
    pick: fc.nat(1_000),
    gap: fc.nat(60_000),
  }),
  { maxLength: 150 },
);

/** Plays steps on a clock that the gaps advance; the window is [0.5 s, 1.5 s), the drain ends with the last step. */
function play(sequence: readonly Step[]): RecordedLoad {
  const recorder = createRecorder(["a", "b"]);
  const pending: SentRequest[] = [];
  const ended: SentRequest[] = [];
  let now = 0;
  let opened = false;
  for (const { act, pick, gap } of sequence) {
    now += gap;
    if (!opened && now >= 0.5 * second) {
      recorder.openWindow(0.5 * second, 1.5 * second);
      opened = true;
    }
    if (act === "send") {
      pending.push(recorder.requestSent(pick % 2, now));
      continue;
    }
    const chosen =
      act === "repeat"
        ? ended[pick % Math.max(1, ended.length)]
        : pending.splice(pick % Math.max(1, pending.length), 1)[0];
    if (chosen === undefined) continue;
    ended.push(chosen);
    if (act === "fail") recorder.failed(chosen, now, `kind ${pick}`, noExample);
    else if (act === "time out") recorder.timedOut(chosen, now);
    else recorder.completed(chosen, now, 0);
  }
  recorder.endDrain(now);
  for (const late of pending.slice(0, pending.length / 2)) recorder.completed(late, now + 1, 0);
  return finish(recorder);
}

test("whatever happens, every request sent is accounted for once, in every view", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const result = play(sequence);
      for (const counts of [result.counts, result.lifetime, ...result.kinds.map((kind) => kind.counts)]) {
        assert.equal(total(counts), counts.sent);
      }
      for (const { counts, latency } of [result, ...result.kinds]) {
        assert.equal(latency.count, counts.completed + counts.timedOut + counts.inFlight);
        assert.equal(latency.censored, counts.timedOut + counts.inFlight);
      }
      assert.equal(sum(result.kinds.map((kind) => kind.counts.sent)), result.counts.sent);
      assert.equal(sum(result.failures.map((failure) => failure.count)), result.counts.failed);
      assert.equal(sum(result.bins.map((bin) => bin.completed)), result.completedInWindow);
    }),
  );
});

test("percentiles never fall with their rank, and only the upper ones can be lower bounds", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { latency } = play(sequence);
      const { p50, p75, p90, p95, p99, p999, max } = latency.micros;
      const rising = [p50, p75, p90, p95, p99, p999, max];
      assert.deepEqual(
        [...rising].sort((a, b) => a - b),
        rising,
      );
      assert.equal(latency.lowerBounds.includes("max"), latency.lowerBounds.length > 0);
    }),
  );
});

/** A recorder whose window is [1 s, 2 s). */
function withWindow(): Recorder {
  const recorder = createRecorder(["a", "b"]);
  recorder.openWindow(second, 2 * second);
  return recorder;
}

test("latencies are kept in whole µs to three significant digits, and the kinds merge into the overall figures", () => {
  const recorder = withWindow();
  for (let micros = 1; micros <= 1_000; micros += 1) {
    recorder.completed(recorder.requestSent(micros % 2, second), second + micros, 0);
  }
  recorder.endDrain(2 * second);
  const { latency, kinds } = finish(recorder);
  assert.equal(latency.micros.p50, 500);
  assert.equal(latency.micros.p99, 990);
  assert.equal(latency.micros.max, 1_000);
  assert.equal(latency.minMicros, 1);
  assert.equal(latency.meanMicros, 500.5);
  assert.deepEqual(latency.lowerBounds, []);
  assert.deepEqual(
    kinds.map((kind) => [kind.name, kind.latency.count, kind.latency.minMicros]),
    [
      ["a", 500, 2],
      ["b", 500, 1],
    ],
  );
  const decoded = decodeFromCompressedBase64(latency.histogram);
  assert.equal(decoded.totalCount, 1_000);
  assert.equal(decoded.getValueAtPercentile(50), 500);
});

test("a latency of many minutes is recorded, not refused", () => {
  const recorder = withWindow();
  const request = recorder.requestSent(0, second);
  recorder.completed(recorder.requestSent(0, second), second + 500, 0);
  recorder.completed(request, second + 1_000 * second, 0);
  recorder.endDrain(1_001 * second);
  const { latency } = finish(recorder);
  assert.equal(latency.micros.max, 1_000 * second);
  assert.equal(latency.micros.p50, 500);
});

test("the cohort is what was sent in [start, end); throughput is what arrived in it", () => {
  const recorder = createRecorder(["a", "b"]);
  const warmUp = recorder.requestSent(0, 0.9 * second);
  recorder.openWindow(second, 2 * second);
  const atStart = recorder.requestSent(0, second);
  recorder.completed(warmUp, 1.1 * second, 0);
  recorder.completed(atStart, 1.2 * second, 0);
  const late = recorder.requestSent(0, 1.9 * second);
  const atEnd = recorder.requestSent(0, 2 * second);
  assert.equal(recorder.pendingInCohort(), 1);
  assert.equal(recorder.pendingOutsideCohort(), 1);
  recorder.completed(late, 2 * second, 0);
  recorder.completed(atEnd, 2.1 * second, 0);
  recorder.endDrain(2.1 * second);
  const result = finish(recorder);
  assert.deepEqual(result.counts, { sent: 2, completed: 2, failed: 0, timedOut: 0, inFlight: 0 });
  assert.equal(result.completedInWindow, 2);
  assert.equal(result.lifetime.completed, 4);
  assert.equal(result.windowSeconds, 1);
});

test("requests that never ended stay in the latencies at their age, and the percentiles among them are lower bounds", () => {
  const recorder = withWindow();
  for (let index = 0; index < 93; index += 1) recorder.completed(recorder.requestSent(0, second), second + 1_000, 0);
  recorder.completed(recorder.requestSent(0, second), second + 900_000, 0);
  for (let index = 0; index < 3; index += 1) recorder.timedOut(recorder.requestSent(0, second), second + 500_000);
  for (let index = 0; index < 3; index += 1) recorder.requestSent(1, second);
  recorder.endDrain(3 * second);
  const { latency, counts, kinds } = finish(recorder);
  assert.deepEqual(counts, { sent: 100, completed: 94, failed: 0, timedOut: 3, inFlight: 3 });
  assert.equal(latency.count, 100);
  assert.equal(latency.censored, 6);
  assert.equal(latency.micros.p90, 1_000);
  assert.equal(latency.micros.max, 2 * second);
  assert.deepEqual(latency.lowerBounds, ["p95", "p99", "p999", "max"]);
  assert.deepEqual(kinds[1]?.latency.lowerBounds, ["p50", "p75", "p90", "p95", "p99", "p999", "max"]);
});

test("a failed request has no latency, however fast it failed", () => {
  const recorder = withWindow();
  recorder.failed(recorder.requestSent(0, second), second + 1, "status 500", noExample);
  recorder.completed(recorder.requestSent(0, second), second + 700, 0);
  recorder.endDrain(2 * second);
  const { latency, counts } = finish(recorder);
  assert.equal(counts.failed, 1);
  assert.equal(latency.count, 1);
  assert.equal(latency.minMicros, 700);
});

test("kinds of failure are bounded in number and length, and still add up", () => {
  const recorder = withWindow();
  for (let index = 0; index < 100; index += 1) {
    const request = recorder.requestSent(0, second);
    recorder.failed(request, second + 1, `kind ${index}`, () => "x".repeat(10_000));
  }
  recorder.failed(recorder.requestSent(0, second), second + 1, "kind 0", () => "another example");
  recorder.endDrain(2 * second);
  const { failures } = finish(recorder);
  assert.equal(failures.length, 21);
  assert.equal(sum(failures.map((failure) => failure.count)), 101);
  assert.deepEqual(failures[0]?.kind, "other failures");
  assert.equal(failures.find((failure) => failure.kind === "kind 0")?.count, 2);
  assert.ok(failures.every((failure) => failure.example.length <= 200 && failure.example.startsWith("x")));
});

test("bins hold what arrived in each quarter of a second, empty ones included", () => {
  const recorder = withWindow();
  recorder.completed(recorder.requestSent(0, second), 1.1 * second, 0);
  recorder.failed(recorder.requestSent(0, second), 1.6 * second, "status 500", noExample);
  recorder.timedOut(recorder.requestSent(0, second), 1.7 * second);
  recorder.completed(recorder.requestSent(0, 1.75 * second), 1.75 * second + 400, 0);
  recorder.completed(recorder.requestSent(0, 1.75 * second), 1.75 * second + 600, 0);
  recorder.completed(recorder.requestSent(0, 1.9 * second), 2 * second, 0);
  recorder.endDrain(2 * second);
  assert.deepEqual(finish(recorder).bins, [
    { startSeconds: 0, completed: 1, failed: 0, p50Micros: 100_031, p99Micros: 100_031 },
    { startSeconds: 0.25, completed: 0, failed: 0, p50Micros: null, p99Micros: null },
    { startSeconds: 0.5, completed: 0, failed: 2, p50Micros: null, p99Micros: null },
    { startSeconds: 0.75, completed: 2, failed: 0, p50Micros: 400, p99Micros: 600 },
  ]);
});

function sizeAfter(requests: number): number {
  const recorder = withWindow();
  for (let index = 0; index < requests; index += 1) {
    const atMicros = second + Math.floor((index * second) / requests);
    recorder.completed(recorder.requestSent(0, atMicros), atMicros + 200 + (index % 1_000), 0);
  }
  recorder.endDrain(3 * second);
  assert.equal(recorder.pendingOutsideCohort(), 0);
  return JSON.stringify(finish(recorder)).length;
}

test("the result does not grow with the number of requests", () => {
  assert.ok(sizeAfter(200_000) < 2 * sizeAfter(2_000));
});

test("a load in which nothing was sent is all zeros", () => {
  const recorder = withWindow();
  recorder.endDrain(2 * second);
  const { latency, bins } = finish(recorder);
  assert.equal(latency.count, 0);
  assert.equal(latency.minMicros, 0);
  assert.equal(latency.micros.p50, 0);
  assert.deepEqual(latency.lowerBounds, []);
  assert.equal(bins.length, 4);
});
