import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { titleOf } from "../../../harness/analysis/doubts.ts";
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

test("every check that can put a run in doubt has a title in words", () => {
  const method = readFileSync(new URL("../../../docs/method.md", import.meta.url), "utf8");
  const rows = [...method.matchAll(/^\| `(?<code>[a-z-]+)` +\|.*\| (?:note; )?suspect[^|]*\|$/gm)];
  const codes = rows.map(({ groups }) => groups?.["code"] ?? "");
  assert.ok(codes.includes("speed-up-above-cores") && codes.includes("foreign-cpu"), codes.join());
  for (const code of codes) assert.notEqual(titleOf({ code }), code);
});

test("trials that failed become one warning an arm, which names them", () => {
  const run = makeRun({
    arms: ["single", "cluster-os"],
    trial: (trial) => (trial.block === 2 ? failed(trial) : trial),
  });
  assert.deepEqual(
    warningsOf(run).map(({ severity, code, armId, trials }) => [severity, code, armId, trials]),
    [
      ["suspect", "trials-failed", "single", [4]],
      ["suspect", "trials-failed", "cluster-os", [5]],
    ],
  );
});
