import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunShape } from "../../support/trials.ts";
import { makeRun } from "../../support/trials.ts";
import { warningsOf } from "../../support/warnings.ts";

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
