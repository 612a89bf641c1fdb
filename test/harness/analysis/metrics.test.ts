import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics } from "../../../harness/analysis/metrics.ts";
import type { MeasuredTrial } from "../../../harness/model/index.ts";
import { makeLatency, makeRun, withFailures, withLoad } from "../../support/trials.ts";

function trialOf(strategy: string): MeasuredTrial {
  const [trial] = makeRun({ arms: [strategy], blocks: 1, throughput: () => 1_000, measuredSeconds: 4 }).trials;
  assert.ok(trial?.status === "measured");
  return trial;
}

function read(trial: MeasuredTrial, id: string): number | null {
  const metric = metrics.find(({ info }) => info.id === id);
  assert.ok(metric !== undefined, `no metric ${id}`);
  return metric.read(trial);
}

test("ids are unique and in kebab-case, and nothing is better in no direction but the generator's cost", () => {
  const ids = metrics.map(({ info }) => info.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  assert.deepEqual(
    metrics.filter(({ info }) => info.better === null).map(({ info }) => info.id),
    ["cpu-per-request-generator"],
  );
});

test("what a CPU limit stopped is a share of all groups' periods, and none where nothing limits", () => {
  const trial = trialOf("single");
  assert.equal(read(trial, "throttled-share"), null);
  const group = { pids: [1], limitCores: 0.5, periods: 20, throttledPeriods: 15, throttledMicros: 400_000 };
  const throttling = [group, { ...group, pids: [2], periods: 30, throttledPeriods: 5 }];
  assert.equal(read({ ...trial, throttling }, "throttled-share"), 0.4);
});

test("of several CPU limits over a process the one that stopped it most counts, once for all that share it", () => {
  const own = [1, 2, 3].map((pid) => ({
    pids: [pid],
    limitCores: 0.5,
    periods: 50,
    throttledPeriods: 0,
    throttledMicros: 0,
  }));
  const shared = { pids: [1, 2, 3], limitCores: 1, periods: 100, throttledPeriods: 90, throttledMicros: 9_000 };
  assert.equal(read({ ...trialOf("single"), throttling: [...own, shared] }, "throttled-share"), 0.9);
});

test("throughput is what completed in the window over the window's actual length", () => {
  const trial = withLoad(trialOf("single"), { completedInWindow: 900, windowSeconds: 4.5 });
  assert.equal(read(trial, "throughput"), 200);
});

test("CPU per request is the target's processes without the supervisor, and its roles add up to it", () => {
  const trial = trialOf("reverse-proxy");
  const [all, worker, proxy] = ["cpu-per-request", "cpu-per-request-worker", "cpu-per-request-proxy"].map((id) =>
    read(trial, id),
  );
  assert.equal(worker, (2 * 0.95 * 4e6) / 4_000);
  assert.equal(proxy, (0.4 * 4e6) / 4_000);
  assert.equal(all, worker + proxy);
  assert.equal(read(trial, "cpu-per-request-primary"), null);
});

test("memory is the sum over the target's processes without the supervisor", () => {
  const trial = trialOf("cluster-os");
  const own = (trial.processes ?? []).filter(({ role }) => role !== "supervisor");
  assert.equal(own.length, 3);
  assert.equal(read(trial, "memory-idle"), 3 * 50 * 2 ** 20);
  assert.equal(read(trial, "memory-load"), 3 * 70 * 2 ** 20);
});

test("errors are wrong answers, timeouts and requests that never ended, of those sent", () => {
  const trial = withFailures(trialOf("single"), 40);
  assert.equal(read(trial, "error-share"), 0.01);
  const counts = { sent: 100, completed: 97, failed: 1, timedOut: 1, inFlight: 1 };
  assert.equal(read(withLoad(trial, { counts }), "error-share"), 0.03);
});

test("a window in which nothing was answered has no latency and no cost per request", () => {
  const counts = { sent: 0, completed: 0, failed: 0, timedOut: 0, inFlight: 0 };
  const trial = withLoad(trialOf("single"), { completedInWindow: 0, counts, latency: makeLatency([]) });
  for (const id of ["latency-p99", "cpu-per-request", "cpu-per-request-generator", "error-share"]) {
    assert.equal(read(trial, id), null, id);
  }
  assert.equal(read(trial, "throughput"), 0);
});

test("one worker has no spread, several have Jain's index", () => {
  assert.equal(read(trialOf("single"), "spread-jain"), null);
  assert.equal(read(trialOf("cluster-os"), "spread-jain"), 1);
});
