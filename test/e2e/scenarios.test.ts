import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { strategyLabel } from "../../harness/plan.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { scenarios } from "../../scenarios/index.ts";
import { ping } from "../../scenarios/ping.ts";
import { strategies } from "../../targets/index.ts";
import { broadside, freshFolder } from "../support/broadside.ts";
import { useEngine } from "../support/engine.ts";
import { rowsInGrid } from "../support/grid.ts";
import { assertComplete, assertReconciles, assertWhole } from "../support/run-folder.ts";

const short = ["--duration", "300ms", "--warmup", "100ms", "--blocks", "1"];

useEngine();

const everyStrategy = strategies.map(({ name }) => name);

/** Each scenario with the strategies that it is for, and one with all that there are; or that one alone. */
const runs = [
  ...rowsInGrid(
    scenarios.map((scenario) => ({ scenario, targets: scenario.strategies })),
    0,
  ),
  { scenario: ping, targets: everyStrategy },
];

describe("scenarios, and every strategy", { concurrency: 2 }, () => {
  for (const { scenario, targets } of runs) {
    test(`${scenario.name} runs under ${targets.length} strategies, right answers only, and all counts agree`, async (t) => {
      const folder = freshFolder(t);
      const args = ["--scenario", scenario.name, "--targets", targets.join(","), ...short, "--out", folder];
      const { code, stdout, stderr } = await broadside(args);
      assert.equal(code, 0, stdout + stderr);
      assertWhole(folder);
      assert.ok(stderr.includes(`Report: ${join(folder, "report.html")}`));

      const run = await loadRun(folder);
      assertComplete(run);
      assert.deepEqual(new Set(run.plan.arms.map(strategyLabel)), new Set(targets));
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
