import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { soakInWords, summariseSoak } from "../../../harness/analysis/soak.ts";
import { summariseTimeline } from "../../../harness/analysis/timeline.ts";
import type { MeasuredTrial, MemorySample } from "../../../harness/model/index.ts";
import { measuredTrials } from "../../../harness/analysis/counted.ts";
import { makeRun } from "../../support/trials.ts";

const mebibyte = 2 ** 20;
const windowSeconds = 600;

/** A trial of ten minutes whose heap saws between what stays and 12 MiB more, 17 times over. */
function trialWith(staysBytes: (share: number) => number, restBytes: (share: number) => number): MeasuredTrial {
  const [trial] = measuredTrials(
    makeRun({ arms: ["single"], blocks: 1, measuredSeconds: windowSeconds, throughput: () => 50 }),
  );
  assert.ok(trial);
  const memory = Array.from({ length: 150 }, (_, index): MemorySample => {
    const share = index / 150;
    const garbage = 12 * mebibyte * ((share * 17) % 1);
    const heapUsedBytes = staysBytes(share) + garbage;
    return { seconds: share * windowSeconds, heapUsedBytes, rssBytes: staysBytes(share) + restBytes(share) };
  });
  return { ...trial, memory };
}

const flat = (): number => 60 * mebibyte;

const pool = { connections: 64, connectionMode: "keep-alive", timeoutSeconds: 10 } as const;

function soakOf(trials: readonly MeasuredTrial[]) {
  return summariseSoak(trials, { kind: "closed", ...pool });
}

describe("a long window", () => {
  test("a heap that keeps more and more is called a leak, with its rate", () => {
    const soak = soakOf([trialWith((share) => (60 + 40 * share) * mebibyte, flat)]);
    assert.equal(soak?.heap?.verdict, "grows");
    assert.ok(Math.abs(soak.heap.perHour / mebibyte - 240) < 25, String(soak.heap.perHour / mebibyte));
    assert.match(
      soakInWords({ armId: "single", soak }).join(),
      /^single leaks: its retained heap and buffers grew by \d+% \[\d+%, \d+%\] in 8 min, 2\d\d MiB an hour\.$/,
    );
  });

  test("buffers that are kept count towards the rate, where the heap grows little", () => {
    const leaking = trialWith((share) => (60 + 10 * share) * mebibyte, flat);
    const memory = (leaking.memory ?? []).map((sample) => ({
      seconds: sample.seconds,
      rssBytes: sample.rssBytes,
      heapUsedBytes: sample.heapUsedBytes,
      externalBytes: (30 * mebibyte * sample.seconds) / windowSeconds,
    }));
    const soak = soakOf([{ ...leaking, memory }]);
    assert.ok(Math.abs((soak?.heap?.perHour ?? 0) / mebibyte - 240) < 25, String(soak?.heap?.perHour));
  });

  test("a heap that saws and keeps nothing is called flat", () => {
    const soak = soakOf([trialWith(flat, flat)]);
    assert.equal(soak?.heap?.verdict, "flat");
    assert.equal(soak.rss?.verdict, "flat");
    assert.equal(soak.p99?.verdict, "flat");
    assert.match(
      soakInWords({ armId: "single", soak }).join(),
      /^single shows no leak: heap and buffers −?[\d.]+% .*; one below [\d.]+ \w+ an hour would go unnoticed\.$/,
    );
  });

  test("growth at the beginning alone is settling", () => {
    const soak = soakOf([trialWith((share) => (share < 0.2 ? 30 + 150 * share : 60) * mebibyte, flat)]);
    assert.equal(soak?.heap?.verdict, "flat");
  });

  test("resident memory that grows beside the heap is told apart, with what may hold it", () => {
    const soak = soakOf([trialWith(flat, (share) => (40 + 60 * share) * mebibyte)]);
    assert.match(
      soakInWords({ armId: "single", soak }).join(),
      /resident memory grew by .*, but its retained heap and buffers did not \(.*\): V8 or malloc may keep memory/,
    );
  });

  test("nothing is said of the heap where that is not resolved, and of native code neither", () => {
    const soak = soakOf([trialWith(flat, (share) => (40 + 60 * share) * mebibyte)]);
    assert.ok(soak?.heap);
    const heap = { ...soak.heap, verdict: "unclear" as const, low: -0.2, high: 0.3 };
    const [said = ""] = soakInWords({ armId: "single", soak: { ...soak, heap } });
    assert.match(
      said,
      /resident memory grew by .*; whether .* heap and buffers grew is unresolved: .*Measure for longer\.$/,
    );
    assert.doesNotMatch(said, /native code|did not/);
  });

  test("a load that grows makes no leak", () => {
    const profile = [100, 500].map((rate, index) => ({ seconds: index * windowSeconds, rate }));
    const leaking = trialWith((share) => (60 + 40 * share) * mebibyte, flat);
    assert.equal(summariseSoak([leaking], { kind: "open", arrivals: "even", profile, ...pool }), null);
  });

  test("a little growth in a short window may be garbage that nobody had to collect", () => {
    const { memory = [], ...trial } = trialWith((share) => (60 + 8 * share) * mebibyte, flat);
    const short = memory.map(({ seconds, rssBytes, heapUsedBytes }) => ({
      seconds: seconds / 20,
      rssBytes,
      heapUsedBytes,
    }));
    const soak = soakOf([{ ...trial, load: { ...trial.load, windowSeconds: windowSeconds / 20 }, memory: short }]);
    assert.notEqual(soak?.heap?.verdict, "grows");
    assert.equal(soakOf([trialWith((share) => (60 + 8 * share) * mebibyte, flat)])?.heap?.verdict, "grows");
  });

  test("short windows say nothing", () => {
    const trials = measuredTrials(makeRun({ arms: ["single"], blocks: 2 }));
    assert.equal(soakOf(trials), null);
    assert.deepEqual(soakInWords({ armId: "single", soak: null }), []);
  });

  test("its course is drawn with points that can be told apart, and counts of a quarter of a second", () => {
    const trial = trialWith(flat, flat);
    assert.equal(trial.load.bins.length, 2_400);
    const timeline = summariseTimeline([trial]);
    assert.ok(timeline.length <= 240 && timeline.length > 100);
    const mean = timeline.reduce((sum, { completed }) => sum + completed, 0) / timeline.length;
    assert.ok(Math.abs(mean * 4 - 50) < 1, String(mean));
  });
});
