import assert from "node:assert/strict";
import { test } from "node:test";
import { causesFirst, whyInvalid } from "../../../harness/analysis/causes.ts";
import { sealOf } from "../../../harness/analysis/warnings/index.ts";
import type { Warning } from "../../../harness/model/index.ts";
import { aWarning } from "../../support/a-warning.ts";
import { only } from "../../support/warnings.ts";

const failed = aWarning({ code: "errors", severity: "invalid", meaning: "14 of 42 failed.", armId: "single" });

/** What is said where other programs took that share of the CPU time in each trial. */
function takenBy(foreignCpuShare: number): Warning {
  return only("foreign-cpu", {
    trial: (trial) => ({ ...trial, machine: { ...trial.machine, foreignCpuShare } }),
  });
}

test("a machine that others took is told first, and what may follow from it after it", () => {
  const foreign = takenBy(0.86);
  const seal = sealOf(causesFirst([failed, foreign]));
  assert.equal(seal.status, "INVALID");
  assert.deepEqual(seal.reasons, [foreign, failed]);
  assert.equal(whyInvalid(seal), `${foreign.meaning} That may explain the rest: single: 14 of 42 failed.`);
});

test("a little of the machine explains nothing: the gravest is told first", () => {
  const foreign = takenBy(0.07);
  const seal = sealOf(causesFirst([foreign, failed]));
  assert.deepEqual(seal.reasons, [failed, foreign]);
  assert.equal(whyInvalid(seal), "single: 14 of 42 failed.");
});
