import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { SentRequest } from "../../../harness/load/cohort.ts";
import { mergeLoads, mergeRecorded, type RecordedLoad } from "../../../harness/load/merge.ts";
import type { LoadPart } from "../../../harness/load/part.ts";
import { createRecorder, type Recorder } from "../../../harness/load/recorder.ts";
import type { FailureKind } from "../../../harness/model/index.ts";

const second = 1_000_000;

/** What becomes of a request; where it has no end, it is in flight. */
type Sent = {
  readonly recorder: number;
  readonly kind: number;
  readonly sentAt: number;
  readonly lag: number;
  readonly end: "completed" | "failed" | "timed out" | "none";
  readonly micros: number;
};

const requests = fc.array(
  fc.record<Sent>({
    recorder: fc.nat(3),
    kind: fc.nat(1),
    sentAt: fc.nat(2 * second),
    lag: fc.nat(3_000),
    end: fc.constantFrom("completed", "completed", "completed", "failed", "timed out", "none"),
    // Some take longer than a histogram holds at first.
    micros: fc.oneof(fc.integer({ min: 1, max: 900_000 }), fc.integer({ min: 1, max: 200 * second })),
  }),
  { maxLength: 200 },
);

/** Plays the requests in the order of their events, each into the recorder that `choose` gives it. */
function play(all: readonly Sent[], recorders: readonly Recorder[], choose: (sent: Sent) => number): RecordedLoad {
  for (const recorder of recorders) recorder.openWindow(0.5 * second, 1.6 * second);
  const events = all.flatMap((sent) => {
    const recorder = recorders[choose(sent)];
    assert.ok(recorder !== undefined);
    let request: SentRequest | undefined;
    const begin = (): void => {
      request = recorder.requestSent(sent.kind, sent.sentAt);
      recorder.noticed(request, sent.sentAt + sent.lag);
      recorder.written(request, sent.sentAt + sent.lag);
    };
    const end = (atMicros: number): void => {
      if (request === undefined) return;
      if (sent.end === "completed") recorder.completed(request, atMicros, 0);
      if (sent.end === "failed") recorder.failed(request, atMicros, `status ${500 + sent.kind}`, () => "example");
      if (sent.end === "timed out") recorder.timedOut(request, atMicros);
    };
    return [
      { at: sent.sentAt, act: begin },
      { at: sent.sentAt + sent.lag + sent.micros, act: end },
    ];
  });
  for (const { at, act } of events.toSorted((a, b) => a.at - b.at)) if (at <= 3 * second) act(at);
  for (const recorder of recorders) recorder.endDrain(3 * second);
  for (const { at, act } of events.toSorted((a, b) => a.at - b.at)) if (at > 3 * second) act(at);
  const merged = mergeRecorded(recorders.map((recorder) => recorder.finish()));
  return { ...merged, failures: merged.failures.toSorted((a, b) => a.kind.localeCompare(b.kind)) };
}

const kinds = ["a", "b"];

test("a load split over any recorders and merged is what one recorder would have seen: counts, percentiles, bounds, bins", () => {
  fc.assert(
    fc.property(requests, (all) => {
      const one = play(all, [createRecorder(kinds)], () => 0);
      const recorders = Array.from({ length: 4 }, () => createRecorder(kinds));
      assert.deepEqual(
        play(all, recorders, ({ recorder }) => recorder),
        one,
      );
    }),
  );
});

function partOf(changes: Partial<LoadPart>): LoadPart {
  const recorder = createRecorder(kinds);
  recorder.openWindow(0, second);
  recorder.endDrain(second);
  return {
    ...recorder.finish(),
    bytesReceived: 1_000,
    connectionsOpened: 3,
    drainSeconds: 0.1,
    cpuMicros: 200,
    maxRssBytes: 50,
    ...changes,
  };
}

test("bytes, sockets, CPU and memory add up, the longest drain counts, and the busiest process is told", () => {
  const { bytesReceived, connectionsOpened, drainSeconds, windowSeconds, ...more } = mergeLoads([
    partOf({}),
    partOf({ connectionsOpened: 4, drainSeconds: 0.3, cpuMicros: 300, maxRssBytes: 60 }),
  ]);
  assert.deepEqual([bytesReceived, connectionsOpened, drainSeconds, windowSeconds], [2_000, 7, 0.3, 1]);
  const { generatorCpuMicros, busiestGeneratorCpuMicros, generatorMaxRssBytes } = more;
  assert.deepEqual([generatorCpuMicros, busiestGeneratorCpuMicros, generatorMaxRssBytes], [500, 300, 110]);
});

test("of a single process nothing is called the busiest", () => {
  assert.equal("busiestGeneratorCpuMicros" in mergeLoads([partOf({})]), false);
});

function failuresFrom(from: number): readonly FailureKind[] {
  return Array.from({ length: 15 }, (_, index) => ({ kind: `kind ${from + index}`, count: 2, example: `of ${from}` }));
}

test("failures add up by kind, with one example each, and stay bounded", () => {
  const merged = mergeLoads([partOf({ failures: failuresFrom(0) }), partOf({ failures: failuresFrom(10) })]).failures;
  assert.equal(merged.length, 21);
  assert.equal(
    merged.reduce((sum, { count }) => sum + count, 0),
    60,
  );
  assert.deepEqual(
    merged.find(({ kind }) => kind === "kind 12"),
    { kind: "kind 12", count: 4, example: "of 0" },
  );
});
