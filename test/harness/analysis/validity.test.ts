import assert from "node:assert/strict";
import { test } from "node:test";
import { sealOf } from "../../../harness/analysis/validity.ts";
import type { Warning } from "../../../harness/model/index.ts";
import { failed, makeRun } from "../../support/trials.ts";
import { none, warningsOf } from "../../support/warnings.ts";

test("a run with nothing wrong has no warnings and a valid seal", () => {
  none({});
  assert.deepEqual(sealOf([]), { status: "VALID", reasons: [] });
});

test("notes leave the seal valid; a suspect warning makes it suspect; an invalid one makes it invalid", () => {
  const words = { code: "x", meaning: "m.", action: "a." };
  const note: Warning = { ...words, severity: "note" };
  const suspect: Warning = { ...words, severity: "suspect" };
  assert.equal(sealOf([note]).status, "VALID");
  assert.deepEqual(sealOf([note, suspect]), { status: "SUSPECT", reasons: [suspect] });
  assert.equal(sealOf([suspect, { ...words, severity: "invalid" }]).status, "INVALID");
});

test("what trials noticed becomes one warning an arm, and the gravest come first", () => {
  const noticed: Warning = { code: "retried", severity: "note", meaning: "It took two tries.", action: "Nothing." };
  const run = makeRun({
    arms: ["single", "cluster-os"],
    trial: (trial) => (trial.block === 2 ? failed(trial) : { ...trial, warnings: trial.block < 2 ? [noticed] : [] }),
  });
  const warnings = warningsOf(run);
  assert.deepEqual(
    warnings.map(({ severity, code, armId, trials }) => [severity, code, armId, trials]),
    [
      ["suspect", "trials-failed", "single", [4]],
      ["suspect", "trials-failed", "cluster-os", [5]],
      ["note", "retried", "single", [0, 3]],
      ["note", "retried", "cluster-os", [1, 2]],
    ],
  );
});
