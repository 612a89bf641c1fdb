import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../harness/analysis/index.ts";
import { analyseCapacity } from "../../../harness/experiments/capacity/analysis/index.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import { statedSearch } from "../../../harness/experiments/capacity/stated.ts";
import type { ArmSummary } from "../../../harness/model/index.ts";
import { unobserved, unobservedRun } from "../../support/unobserved.ts";
import { makeCapacityRun } from "../../support/capacity.ts";
import { withLoad, withMachine } from "../../support/trials.ts";

function armsOf(run = unobservedRun()): { readonly own: ArmSummary; readonly elsewhere: ArmSummary } {
  const { arms } = analyse(statedRun(run));
  const [own, elsewhere] = ["single", "external"].map((id) => arms.find(({ armId }) => armId === id));
  assert.ok(own !== undefined && elsewhere !== undefined);
  return { own, elsewhere };
}

test("what was not observed is ranked by its answers, and has no figure of its processes: none that is 0 either", () => {
  const { own, elsewhere } = armsOf();
  assert.deepEqual([elsewhere.rank, own.rank], [1, 2]);
  assert.deepEqual([elsewhere.isObserved, own.isObserved], [false, true]);
  assert.deepEqual([elsewhere.workers, elsewhere.spread], [null, null]);
  const ids = new Set(elsewhere.metrics.map(({ metric }) => metric.id));
  assert.ok(ids.has("throughput") && ids.has("latency-p99") && ids.has("cpu-per-request-generator"));
  for (const id of ["cpu-per-request", "cpu-per-request-worker", "memory-idle", "memory-load", "boot-time"]) {
    assert.ok(!ids.has(id), id);
    assert.ok(id === "cpu-per-request-worker" || own.metrics.some(({ metric }) => metric.id === id), id);
  }
  assert.deepEqual(
    elsewhere.roles.map(({ role }) => role),
    ["generator"],
  );
});

test("a note says once what is not known, and that the counts could not be checked; the seal stays as it is", () => {
  const { warnings, seal } = analyse(statedRun(unobservedRun()));
  assert.equal(seal.status, "VALID");
  const notes = warnings.filter(({ code }) => code === "not-observed");
  assert.deepEqual(
    notes.map(({ armId, severity }) => [armId, severity]),
    [["external", "note"]],
  );
  assert.match(notes[0]?.meaning ?? "", /counts could not be checked against its workers'/);
});

test("more than the cores of this machine can give is nothing to be suspicious of", () => {
  const { warnings } = analyse(
    statedRun(unobservedRun((trial) => withLoad(trial, { completedInWindow: 20 * trial.load.completedInWindow }))),
  );
  assert.ok(!warnings.some(({ code }) => code === "speed-up-above-cores"));
});

test("of what was not observed nothing is named as its limit, but the generator where that is full", () => {
  const idle = armsOf(unobservedRun((trial) => withMachine(trial, { busyShare: 1 })));
  assert.equal(idle.elsewhere.bottleneck?.limit, "not-observed");
  const full = armsOf(
    unobservedRun((trial) => withLoad(trial, { generatorCpuMicros: 0.9e6 * trial.load.windowSeconds })),
  );
  assert.equal(full.elsewhere.bottleneck?.limit, "generator");
});

test("no surprise is explained by what was not observed", () => {
  const full = unobservedRun((trial) => withLoad(trial, { generatorCpuMicros: 0.9e6 * trial.load.windowSeconds }));
  assert.deepEqual(analyse(statedRun(full)).findings, []);
});

test("a deployment that is asked by HTTPS, beside an app that is not, is noted", () => {
  const { warnings } = analyse(statedRun(unobservedRun((trial) => ({ ...trial, scheme: "https" }))));
  const note = warnings.find(({ code }) => code === "schemes-differ");
  assert.equal(note?.meaning, "Clients spoke HTTPS to external, and plain HTTP to single.");
});

test("a capacity search tells what a deployment holds, and no cores, memory, queue or law of scaling", () => {
  const run = makeCapacityRun({ arms: ["single", "external"], limit: () => 200, saturation: () => 220 });
  const plan = {
    ...run.plan,
    arms: run.plan.arms.map((arm) => (arm.id === "external" ? { ...arm, workers: null, deployment: unobserved } : arm)),
  };
  const probes = run.probes.map((probe) =>
    probe.armId === "external" && probe.trial.status === "measured"
      ? { ...probe, trial: { ...probe.trial, workers: null, processes: null } }
      : probe,
  );
  const { arms, scaling, sizing, warnings } = analyseCapacity(statedSearch({ ...run, plan, probes }));
  const elsewhere = arms.find(({ armId }) => armId === "external");
  assert.ok(elsewhere?.held?.isConfirmed === true);
  const { memoryBytes, coresUsed, queue, perThousand, workers } = elsewhere;
  assert.deepEqual([memoryBytes, coresUsed, queue, perThousand, workers], [null, null, null, null, null]);
  assert.deepEqual(
    elsewhere.costs.map(({ role }) => role),
    ["generator"],
  );
  assert.ok(scaling.every(({ label }) => label !== "external"));
  assert.ok(sizing.labels.includes("external"));
  assert.ok(warnings.some(({ code, armId }) => code === "not-observed" && armId === "external"));
});
