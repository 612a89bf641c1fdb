import assert from "node:assert/strict";
import { test } from "node:test";
import { statedRun } from "../../../../harness/cli/stated.ts";
import { analyse } from "../../../../harness/analysis/index.ts";
import type { RunShape } from "../../../support/trials.ts";
import { makeRun } from "../../../support/trials.ts";
import { inBlocks, only, warningsOf } from "../../../support/warnings.ts";

/** Of a pool of two threads, what each uses in a window in which the main thread uses 0.2 of a core. */
function poolAt(cores: number, workers = 2): RunShape {
  return {
    arms: ["single", { strategy: "worker-threads", workers }],
    trial: (trial) => ({
      ...trial,
      workers: trial.workers.map((one) => (one.threadId > 0 ? { ...one, cpuMicros: cores * 5e6 } : one)),
    }),
  };
}

test("a pool of threads that leaves the work to the main thread is noted, unless it is of one thread", () => {
  const warning = warningsOf(makeRun(poolAt(0.009))).find(({ code }) => code === "pool-unused");
  assert.deepEqual([warning?.severity, warning?.armId], ["note", "worker-threads"]);
  assert.match(
    warning?.meaning ?? "",
    /^In 8 of 8 trials no thread of its pool used 1% of a core: its main thread did/,
  );
  const others = { "busy threads": poolAt(0.01), "one thread": poolAt(0, 1), "little work, shared": poolAt(0.009, 8) };
  for (const [name, shape] of Object.entries(others)) {
    assert.ok(!warningsOf(makeRun(shape)).some(({ code }) => code === "pool-unused"), name);
  }
});

function unreadIn(blocks: number, lateSeconds: number | null): Pick<RunShape, "trial"> {
  return inBlocks(blocks, (trial) => ({
    ...trial,
    unread: [{ pid: 1_002, threadId: 0, role: "worker", edge: "end", lateSeconds }],
  }));
}

test("a worker that did not report is named, and is the reason told for counts that then disagree", () => {
  const { trial } = unreadIn(2, null);
  const lost: RunShape["trial"] = (one) => {
    const changed = trial?.(one) ?? one;
    if (changed.status === "failed" || changed.unread === undefined) return changed;
    return { ...changed, workers: changed.workers?.slice(0, -1) ?? null };
  };
  const warning = only("worker-silent", { trial: lost });
  assert.deepEqual([warning.severity, warning.armId, warning.trials?.length], ["suspect", "cluster-os", 2]);
  assert.match(warning.meaning, /^In 2 of 8 trials \(.*\) a worker did not report, in trial \d+: process 1002 did not/);
});

test("a worker that reported late is named with by how much, and how requests were spread is not told", () => {
  const warning = only("worker-late", unreadIn(8, 2.25));
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /process 1002 reported 2\.3 s late/);
  const run = makeRun({ arms: ["single", "cluster-os"], ...unreadIn(8, 2.25) });
  assert.equal(analyse(statedRun(run)).arms.find(({ armId }) => armId === "cluster-os")?.spread, null);
});

test("processes that were looked at over another time than the window put their arm in doubt", () => {
  const within = inBlocks(8, (trial) => ({ ...trial, observedSeconds: trial.load.windowSeconds * 1.2 }));
  const found = analyse(statedRun(makeRun({ arms: ["single", "cluster-os"], ...within }))).warnings;
  assert.ok(!found.some(({ code }) => code === "window-missed"));
  const warning = only(
    "window-missed",
    inBlocks(8, (trial) => ({ ...trial, observedSeconds: trial.load.windowSeconds / 3 })),
  );
  assert.deepEqual([warning.severity, warning.armId], ["suspect", "cluster-os"]);
  assert.match(warning.meaning, /CPU time is scaled in proportion/);
});

/** All that cluster-os answered by its first worker, under so many kept connections. */
function oneOfTwo(connections: number): RunShape {
  return {
    arms: ["single", { strategy: "cluster-os", workers: 2 }],
    connections,
    trial: (trial) => ({
      ...trial,
      workers: (trial.workers ?? []).map((worker, _, all) => {
        const own = all.filter(({ role }) => role === "worker");
        if (own.length < 2 || worker.role !== "worker") return worker;
        const isFirst = worker === own[0];
        const total = (key: "requests" | "lifetimeStarted" | "lifetimeFinished") =>
          isFirst ? own.reduce((sum, one) => sum + one[key], 0) : 0;
        return Object.assign({}, worker, {
          requests: total("requests"),
          lifetimeStarted: total("lifetimeStarted"),
          lifetimeFinished: total("lifetimeFinished"),
        });
      }),
    }),
  };
}

test("a worker that got nothing in any trial is named, and given no invented reason; few connections may leave one out", () => {
  const run = makeRun(oneOfTwo(16));
  const [warning, ...others] = warningsOf(run);
  assert.deepEqual(
    [warning?.code, warning?.severity, warning?.armId, others],
    ["worker-left-out", "suspect", "cluster-os", []],
  );
  assert.match(
    warning?.meaning ?? "",
    /^In each of 8 trials 1 of 2 workers got no request at all, in trial \d+ process 1002:/,
  );
  assert.deepEqual(
    analyse(statedRun(run)).findings.filter(({ code }) => code === "skew"),
    [],
  );
  const few = warningsOf(makeRun(oneOfTwo(1)));
  assert.deepEqual(
    few.map(({ code }) => code),
    ["uneven-spread"],
  );
});
