import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { capacityWarnings } from "../../../../harness/experiments/capacity/analysis/warnings.ts";
import { sealOf, warningKinds } from "../../../../harness/analysis/warnings/index.ts";
import type { Severity } from "../../../../harness/model/index.ts";
import { aWarning } from "../../../support/a-warning.ts";
import { failed, makeRun } from "../../../support/trials.ts";
import { none, warningsOf } from "../../../support/warnings.ts";

test("a run with nothing wrong has no warnings and a valid seal", () => {
  none({});
  assert.deepEqual(sealOf([]), { status: "VALID", reasons: [] });
});

test("notes leave the seal valid; a suspect warning makes it suspect; an invalid one makes it invalid", () => {
  const note = aWarning({ severity: "note" });
  const suspect = aWarning({ severity: "suspect" });
  assert.equal(sealOf([note]).status, "VALID");
  assert.deepEqual(sealOf([note, suspect]), { status: "SUSPECT", reasons: [suspect] });
  assert.equal(sealOf([suspect, aWarning({ severity: "invalid" })]).status, "INVALID");
});

const rank = ["note", "suspect", "invalid"] as const satisfies readonly Severity[];

test("every kind of warning has its row in the table, and each row is of one, with the weights it may have", () => {
  const method = readFileSync(new URL("../../../../docs/method.md", import.meta.url), "utf8");
  const [, seal = ""] = method.split("\n## The seal\n");
  const rows = [...seal.matchAll(/^\| `(?<code>[a-z-]+)` +\|.*\| (?<weight>[^|]+)\|$/gm)].map(({ groups }) => {
    const words: readonly string[] = groups?.["weight"]?.match(/\b(?:note|suspect|invalid)\b/g) ?? [];
    return [groups?.["code"], rank.filter((severity) => words.includes(severity))];
  });
  const kinds = [...warningKinds, ...Object.values(capacityWarnings)];
  assert.deepEqual(
    Object.fromEntries(rows),
    Object.fromEntries(kinds.map(({ code, severities }) => [code, severities])),
  );
  assert.equal(new Set(kinds.map(({ code }) => code)).size, kinds.length);
});

test("a title fits into a sentence", () => {
  for (const { code, title } of warningKinds) assert.match(title, /^(?:[a-z]|CPU )[^.]*[^.]$/, code);
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
