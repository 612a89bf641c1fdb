import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { scenarios } from "../../scenarios/index.ts";
import { strategies } from "../../targets/index.ts";
import { broadside, freshFolder } from "../support/broadside.ts";
import { useEngine } from "../support/engine.ts";
import { assertComplete, assertReconciles, assertWhole } from "../support/run-folder.ts";

const short = ["--duration", "300ms", "--warmup", "100ms", "--blocks", "1"];

useEngine();

describe("every scenario under every strategy", { concurrency: 2 }, () => {
  for (const scenario of scenarios) {
    test(`${scenario.name} runs under every strategy, right answers only, and all counts agree`, async (t) => {
      const folder = freshFolder(t);
      const args = ["--scenario", scenario.name, "--targets", "all", ...short, "--out", folder];
      const { code, stdout, stderr } = await broadside(args);
      assert.equal(code, 0, stdout + stderr);
      assertWhole(folder);
      assert.ok(stderr.includes(`Report: ${join(folder, "report.html")}`));

      const run = await loadRun(folder);
      assertComplete(run);
      assert.deepEqual(
        new Set(run.plan.arms.map(({ strategy }) => strategy)),
        new Set(strategies.map(({ name }) => name)),
      );
      assert.deepEqual(run.command, args);
      for (const trial of run.trials) {
        assert.equal(trial.status, "measured", `${trial.armId}: ${JSON.stringify(trial)}`);
        assert.ok(trial.load.counts.completed > 0, trial.armId);
        assert.equal(trial.load.counts.failed + trial.load.counts.timedOut, 0, trial.armId);
        assertReconciles(trial);
      }
    });
  }
});
