import assert from "node:assert/strict";
import { test } from "node:test";
import { checkArm } from "../../../harness/execute/first-look.ts";
import { runTrial } from "../../../harness/execute/trial.ts";
import type { Deployment, TrialResult } from "../../../harness/model/index.ts";
import { testApp } from "../../support/boot-target.ts";
import { testDeployment } from "../../support/deployment.ts";
import { freePort } from "../../support/ports.ts";
import { smallPlan } from "../../support/small-plan.ts";

function measuring(deployment: Deployment) {
  const external = { strategy: "external", options: {}, workers: null, deployment };
  const plan = smallPlan(testApp("plain.js"), { arms: [external] });
  const [arm] = plan.arms;
  const [trial] = plan.trials;
  assert.ok(arm !== undefined && trial !== undefined);
  const options = { plan, bootTimeoutSeconds: 0.1, signal: new AbortController().signal };
  return {
    check: (): Promise<number> => checkArm(arm, options),
    measure: (): Promise<TrialResult> => runTrial(arm, trial, { ...options, onPhase: () => {} }),
  };
}

function script(source: string): readonly string[] {
  return [process.execPath, "-e", source];
}

test("a deployment that answers wrongly and then cannot be taken down says both, tried and measured", async () => {
  const { check, measure } = measuring({
    url: `http://127.0.0.1:${await freePort()}`,
    isRemote: false,
    up: script(""),
    down: script("process.exit(3)"),
    commandTimeoutSeconds: 10,
  });
  const both = /ECONNREFUSED.*\nAfter that, ".*" exited with code 3, and the deployment may still be up$/s;
  await assert.rejects(check(), { code: "app-bad-answer", message: both });
  const result = await measure();
  assert.equal(result.status, "failed");
  assert.match(result.failure.message, both);
});

test("what was measured of a deployment stands when it cannot be taken down, with why it could not", async (t) => {
  const deployment = await testDeployment(t, "plain.js");
  const [, ...down] = deployment.down;
  const ending = `require("child_process").spawnSync(process.execPath, ${JSON.stringify(down)})`;
  const result = await measuring({ ...deployment, down: script(`${ending}; process.exit(3)`) }).measure();
  assert.ok(result.status === "measured" && result.load.completedInWindow > 0);
  assert.equal(result.stopFailure?.code, "external-failed");
  assert.match(result.stopFailure.message, / exited with code 3, and the deployment may still be up$/);
});
