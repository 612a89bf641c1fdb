import assert from "node:assert/strict";
import { test } from "node:test";
import { disturbanceOf } from "../../../harness/analysis/disturbance.ts";
import { measuredTrials } from "../../../harness/analysis/counted.ts";
import type { MachineWindow } from "../../../harness/model/index.ts";
import { makeRun, withLoad, withMachine } from "../../support/trials.ts";

const [trial] = measuredTrials(makeRun({ arms: ["single"], blocks: 1 }));

function reason(machine: Partial<MachineWindow>): string | null {
  assert.ok(trial !== undefined);
  return disturbanceOf(withMachine(trial, machine))?.inWords ?? null;
}

test("a trial is disturbed by stolen time above 2% and by other programs above 5%", () => {
  assert.equal(reason({ stealShare: 0.021 }), "2.10% of the CPU time was stolen by the hypervisor");
  assert.equal(reason({ foreignCpuShare: 0.06 }), "other programs used 6.00% of the CPU time");
  assert.equal(reason({ stealShare: 0.02, foreignCpuShare: 0.05 }), null);
  assert.equal(reason({ stealShare: null, foreignCpuShare: null }), null);
});

test("the target's own figures have no part in it", () => {
  assert.ok(trial !== undefined);
  assert.equal(disturbanceOf(withLoad(trial, { completedInWindow: 1 })), null);
});

test("a trial in which a worker did not report is measured again, with who it was", () => {
  assert.ok(trial !== undefined);
  const one = { pid: 12, threadId: 2, role: "worker", edge: "start", lateSeconds: null } as const;
  assert.equal(disturbanceOf({ ...trial, unread: [one] })?.inWords, "thread 2 of process 12 did not report");
});
