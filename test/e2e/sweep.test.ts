import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { broadside, freshFolder } from "../support/broadside.ts";

test("--sweep connections measures 1, 4 and 16 connections a worker, kept open and new, and knows where they went", async (t) => {
  const folder = freshFolder(t);
  const args = ["-s", "ping", "--sweep", "connections", "-t", "single,cluster-round-robin,threads-listen"];
  const { code, stdout, stderr } = await broadside([
    ...args,
    "-d",
    "250ms",
    "--warmup",
    "50ms",
    "-b",
    "1",
    "-o",
    folder,
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^skew at connections .*\d+ new$/m);
  assert.match(
    readFileSync(join(folder, "report.md"), "utf8"),
    /single \| it has one worker, so there is nothing to spread/,
  );
  const { plan, trials } = await loadRun(folder);
  assert.equal(trials.length, 12);
  for (const trial of trials) {
    assert.ok(trial.status === "measured", trial.armId);
    const arm = plan.arms.find(({ id }) => id === trial.armId);
    const held = (trial.workers ?? []).reduce((sum, worker) => sum + (worker.connections ?? 0), 0);
    if (arm?.load.connectionMode === "keep-alive") assert.equal(held, arm.load.connections, trial.armId);
    else assert.ok(held > trial.load.completedInWindow / 2, trial.armId);
  }
});
