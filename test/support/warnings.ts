import assert from "node:assert/strict";
import { evidenceOf } from "../../harness/analysis/evidence.ts";
import { findWarnings } from "../../harness/analysis/warnings/index.ts";
import { statedRun } from "../../harness/cli/stated.ts";
import type { Run, Warning } from "../../harness/model/index.ts";
import { makeRun, type ObservedTrial, type RunShape } from "./trials.ts";

export function warningsOf(run: Run): readonly Warning[] {
  return findWarnings(evidenceOf(statedRun(run)));
}

/** The one warning of a run of `single` and `cluster-os`, 8 blocks; none of a code other than `code` is accepted. */
export function only(code: string, change: Partial<RunShape>): Warning {
  const warnings = warningsOf(makeRun({ arms: ["single", "cluster-os"], ...change }));
  assert.deepEqual(
    warnings.map((warning) => warning.code),
    [code],
  );
  const [warning] = warnings;
  assert.ok(warning !== undefined);
  assert.match(warning.meaning, /\.$/);
  assert.match(warning.action, /\.$/);
  return warning;
}

export function none(change: Partial<RunShape>): void {
  assert.deepEqual(warningsOf(makeRun({ arms: ["single", "cluster-os"], ...change })), []);
}

/** Changes the trials of cluster-os in the given number of blocks, the first ones. */
export function inBlocks(blocks: number, change: (trial: ObservedTrial) => ObservedTrial): Pick<RunShape, "trial"> {
  return { trial: (trial) => (trial.armId === "cluster-os" && trial.block < blocks ? change(trial) : trial) };
}
