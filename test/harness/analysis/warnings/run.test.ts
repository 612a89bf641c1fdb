import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../../harness/analysis/index.ts";
import { statedRun } from "../../../../harness/cli/stated.ts";
import type { Arm, Run, Warning } from "../../../../harness/model/index.ts";
import { failed, makeRun, withMachine, type RunShape } from "../../../support/trials.ts";
import { inBlocks, none, only, warningsOf } from "../../../support/warnings.ts";

function failing(arm: string): Warning {
  return only("trials-failed", { trial: (trial) => (trial.armId === arm ? failed(trial) : trial) });
}

test("a failed trial is suspect, and every trial of the baseline failing is invalid", () => {
  const one = only("trials-failed", { trial: (trial) => (trial.index === 3 ? failed(trial) : trial) });
  assert.deepEqual([one.severity, one.armId, one.trials], ["suspect", "single", [3]]);
  assert.equal(failing("single").severity, "invalid");
  assert.equal(failing("cluster-os").severity, "suspect");
});

test("what is said of trials is said of those that count: one that was measured in a replaced block stands for nothing", () => {
  const run = makeRun({
    arms: ["single", "cluster-os"],
    blocks: 9,
    plan: { blocks: 8 },
    trial: (trial) => (trial.armId === "single" && trial.block > 0 ? failed(trial) : trial),
  });
  const replacedBlocks = [{ block: 0, by: 8, reason: "other programs used 40% of the CPU time in trial 1" }];
  const warning = warningsOf({ ...run, replacedBlocks }).find(({ code }) => code === "trials-failed");
  assert.equal(warning?.severity, "invalid");
  assert.match(warning?.meaning ?? "", /^8 of 8 trials failed: .* It has no result\.$/);
  const { seal, arms, measuredTrials } = analyse(statedRun({ ...run, replacedBlocks }));
  assert.deepEqual([seal.status, measuredTrials], ["INVALID", 8]);
  assert.equal(arms.find(({ armId }) => armId === "single")?.measuredTrials, 0);
});

test("a failure is told by its first sentence, with the last words of what the app printed", () => {
  const message = "a.js exited with code 3, after printing:\n    reads its settings\n    no licence was found.";
  const { meaning } = only("trials-failed", {
    trial: (trial) => (trial.index === 3 ? failed(trial, message) : trial),
  });
  assert.equal(
    meaning,
    "1 of 8 trials failed: a.js exited with code 3: no licence was found. Its result is based on its other trials.",
  );
});

function fourCoresTimes(factor: number): Partial<RunShape> {
  return { cores: 4, throughput: (arm) => (arm === "single" ? 100 : 100 * factor) };
}

test("more than the cores can give against one process is a red flag", () => {
  assert.match(
    only("speed-up-above-cores", fourCoresTimes(4.3)).meaning,
    /^CPU speed-up above core count: 4\.30 times/,
  );
  none(fourCoresTimes(4.1));
});

test("where other programs ran beside the one process, they are named as what held it back", () => {
  assert.match(only("speed-up-above-cores", fourCoresTimes(4.3)).action, /^Find out what held single back/);
  const run = makeRun({
    ...fourCoresTimes(4.3),
    arms: ["single", "cluster-os"],
    trial: (trial) => (trial.index === 0 ? withMachine(trial, { foreignCpuShare: 0.8 }) : trial),
  });
  const warning = warningsOf(run).find(({ code }) => code === "speed-up-above-cores");
  assert.match(warning?.action ?? "", /in trial 0 other programs used up to 80\.0% .*likely held single back/);
});

test("a speed-up is over the single process of the same Node.js", () => {
  const node = { version: "24.21.0", path: "/opt/node" };
  const run = (clusterRate: number): Run =>
    makeRun({
      cores: 4,
      arms: ["single", { strategy: "single", id: "single@24.21.0", node }, { strategy: "cluster-os", id: "os", node }],
      throughput: (arm) => (arm === "single" ? 100 : arm === "os" ? clusterRate : 400),
    });
  assert.deepEqual(warningsOf(run(1_600)), []);
  assert.match(warningsOf(run(1_800))[0]?.meaning ?? "", /4\.50 times the throughput of single@24\.21\.0/);
});

test("what could not be ended once it was measured puts the run in doubt, and its figures stand", () => {
  const message = '"docker compose down" exited with code 1, after printing:\n    no such service';
  const stopFailure = { code: "external-failed", message, hint: "Run it by hand to see more." };
  const warning = only(
    "not-ended",
    inBlocks(2, (trial) => ({ ...trial, stopFailure })),
  );
  assert.deepEqual([warning.severity, warning.armId, warning.trials?.length], ["suspect", "cluster-os", 2]);
  assert.match(
    warning.meaning,
    /after 2 of 8 trials \(.*\): "docker compose down" exited with code 1: no such service\. It may/,
  );
});

test("a run that was stopped early says so", () => {
  const warning = only("not-finished", { trial: (trial) => (trial.block < 7 ? trial : null) });
  assert.match(warning.meaning, /2 of 16 planned trials/);
});

/** The baseline, measured twice in each block; the second time at that share of the first. */
function canaryAt(share: number): Run {
  const arms = ["single", "cluster-os", { strategy: "single", id: "single-canary" }];
  const run = makeRun({ arms, throughput: (arm, block) => (arm === "single-canary" ? share * 100 : 100) + block });
  const repeated = run.plan.arms.map((arm): Arm =>
    arm.id === "single-canary" ? Object.assign(arm, { canaryOf: "single" }) : arm,
  );
  return { ...run, plan: { ...run.plan, arms: repeated } };
}

test("a baseline that differs from itself makes the run suspect; one that does not is a note", () => {
  const [differs] = warningsOf(canaryAt(0.9));
  assert.deepEqual([differs?.code, differs?.severity, differs?.armId], ["canary-differs", "suspect", "single"]);
  assert.match(differs?.meaning ?? "", /ratio 0\.9\d+ \[.*\], p 0\.0078\.$/);
  const [agrees] = warningsOf(canaryAt(1));
  assert.deepEqual([agrees?.code, agrees?.severity], ["canary-agrees", "note"]);
});

test("blocks that were measured again are listed with the reason", () => {
  const run = makeRun({ arms: ["single", "cluster-os"], blocks: 9, plan: { blocks: 8 } });
  const replacedBlocks = [{ block: 2, by: 8, reason: "3.1% of the CPU time was stolen by the hypervisor in trial 5" }];
  const [warning] = warningsOf({ ...run, replacedBlocks, earlyEnd: { blocks: 8, because: "time" } });
  assert.deepEqual([warning?.code, warning?.severity], ["blocks-replaced", "note"]);
  assert.match(warning?.meaning ?? "", /block 2 by 8 \(3\.1% of the CPU time was stolen/);
});
