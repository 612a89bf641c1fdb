import assert from "node:assert/strict";
import { test } from "node:test";
import { causesFirst, whyInvalid } from "../../../harness/analysis/causes.ts";
import { sealOf } from "../../../harness/analysis/validity.ts";
import { everyMeasuredTrial } from "../../../harness/analysis/counted.ts";
import type { Warning } from "../../../harness/model/index.ts";
import { makeRun } from "../../support/trials.ts";

const failed: Warning = {
  code: "errors",
  severity: "invalid",
  meaning: "14 of 42 failed.",
  action: "Look.",
  armId: "single",
};
const foreign: Warning = {
  code: "foreign-cpu",
  severity: "suspect",
  meaning: "Other programs used 86%.",
  action: "Wait.",
};

function trialsWith(foreignCpuShare: number) {
  const run = makeRun({
    arms: ["single"],
    trial: (trial) => ({ ...trial, machine: { ...trial.machine, foreignCpuShare } }),
  });
  return everyMeasuredTrial(run);
}

test("a machine that others took is told first, and what may follow from it after it", () => {
  const seal = sealOf(causesFirst([failed, foreign], trialsWith(0.86)));
  assert.equal(seal.status, "INVALID");
  assert.deepEqual(seal.reasons, [foreign, failed]);
  assert.equal(whyInvalid(seal), "Other programs used 86%. That may explain the rest: single: 14 of 42 failed.");
});

test("a little of the machine explains nothing: the gravest is told first", () => {
  const seal = sealOf(causesFirst([foreign, failed], trialsWith(0.07)));
  assert.deepEqual(seal.reasons, [failed, foreign]);
  assert.equal(whyInvalid(seal), "single: 14 of 42 failed.");
});
