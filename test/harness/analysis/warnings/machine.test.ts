import assert from "node:assert/strict";
import { test } from "node:test";
import { driftOf } from "../../../../harness/analysis/warnings/machine.ts";
import { measuredTrials } from "../../../../harness/analysis/counted.ts";
import type { TimeBin } from "../../../../harness/model/index.ts";
import { makeRun, withLoad, withMachine, type RunShape } from "../../../support/trials.ts";
import { inBlocks, none, only, warningsOf } from "../../../support/warnings.ts";

function completedBy(counts: (place: number) => number, bins = 20): readonly TimeBin[] {
  return Array.from({ length: bins }, (_, index) => ({
    startSeconds: index / 4,
    completed: counts(index / (bins - 1)),
    failed: 0,
    p50Micros: 1_000,
    p99Micros: 2_000,
  }));
}

function stolen(blocks: number, stealShare = 0.021): Pick<RunShape, "trial"> {
  return inBlocks(blocks, (trial) => withMachine(trial, { stealShare }));
}

function foreign(foreignCpuShare: number | null): Pick<RunShape, "trial"> {
  return inBlocks(5, (trial) => withMachine(trial, { foreignCpuShare }));
}

test("steal beyond 2% is a note in a few trials and suspect in more than a quarter", () => {
  assert.equal(only("cpu-stolen", stolen(4)).severity, "note");
  const many = only("cpu-stolen", stolen(5));
  assert.deepEqual([many.severity, many.trials?.length], ["suspect", 5]);
  none(stolen(8, 0.02));
});

test("other programs beyond 5% are found alike, and a system that does not tell is not blamed", () => {
  assert.equal(only("foreign-cpu", foreign(0.06)).severity, "suspect");
  none(foreign(0.05));
  none(foreign(null));
});

function rising(blocks: number): Pick<RunShape, "trial"> {
  return inBlocks(blocks, (trial) => withLoad(trial, { bins: completedBy((place) => Math.round(360 + 60 * place)) }));
}

test("throughput that rises in most of an arm's trials is suspect; in a few it is a note", () => {
  assert.equal(only("not-steady", rising(4)).severity, "note");
  const warning = only("not-steady", rising(5));
  assert.equal(warning.severity, "suspect");
  assert.match(warning.meaning, /rose/);
});

function throttled(throttledPeriods: number): Pick<RunShape, "trial"> {
  return inBlocks(8, (trial) => {
    const group = { pids: [1_001], limitCores: 0.5, periods: 100, throttledPeriods, throttledMicros: 1 };
    return { ...trial, throttling: [group, { ...group, pids: [1_002] }] };
  });
}

test("what a CPU limit did is a note, with the limit and its share of the periods, above 1%", () => {
  assert.deepEqual(warningsOf(makeRun({ arms: ["single", "cluster-os"], ...throttled(1) })), []);
  const { severity, meaning } = only("cpu-throttled", throttled(40));
  assert.equal(severity, "note");
  assert.equal(
    meaning,
    "A CPU limit of 0.50 cores, on each of 2 groups of processes, stopped them in 40% of the periods in which they ran, in 8 of 8 trials.",
  );
});

function generatorThrottled(throttledPeriods: number): Pick<RunShape, "trial"> {
  const limit = { pids: [1], limitCores: 0.5, periods: 100, throttledPeriods, throttledMicros: 1 };
  return inBlocks(8, (trial) => ({ ...trial, generatorThrottling: [limit] }));
}

test("a limit that stops the generator puts its figures in doubt, and beyond 10% of the periods they are the limit's", () => {
  none(generatorThrottled(1));
  assert.equal(only("generator-throttled", generatorThrottled(9)).severity, "suspect");
  const { severity, meaning } = only("generator-throttled", generatorThrottled(40));
  assert.equal(severity, "invalid");
  assert.match(
    meaning,
    /^The load generator ran within a CPU limit of 0\.50 of a core, which stopped it in up to 40% /,
  );
});

test("what shares fewer cores than the machine has is said of those that may be used", () => {
  const one = inBlocks(8, (trial) => withMachine(trial, { allowedCores: 1 }));
  const { meaning } = only("co-located", one);
  assert.match(meaning, /shared 1 core\./);
});

test("drift one way in some trials and the other way in the rest stays a note", () => {
  const both = inBlocks(8, (trial) => {
    const slope = trial.block % 2 === 0 ? 60 : -60;
    return withLoad(trial, { bins: completedBy((place) => Math.round(400 + slope * place)) });
  });
  assert.equal(only("not-steady", both).severity, "note");
});

test("a change within 5% or within three standard deviations of a count is no drift", () => {
  const [trial] = measuredTrials(makeRun({ arms: ["single"], blocks: 1 }));
  assert.ok(trial !== undefined);
  const drift = (counts: (place: number) => number, bins = 20) =>
    driftOf(withLoad(trial, { bins: completedBy(counts, bins) }));
  assert.equal(
    drift((place) => Math.round(10_000 + 500 * place)),
    0,
  );
  assert.ok(drift((place) => Math.round(10_000 + 1_000 * place)) > 0.05);
  assert.equal(
    drift((place) => (place > 0.5 ? 11 : 10)),
    0,
  );
  assert.ok(drift((place) => (place > 0.5 ? 5 : 10)) < -0.6);
  assert.equal(
    drift(() => 10, 2),
    0,
  );
  assert.equal(
    drift(() => 0),
    0,
  );
});

test("a last bin that the window cuts short is not taken for a fall", () => {
  const [trial] = measuredTrials(makeRun({ arms: ["single"], blocks: 1 }));
  assert.ok(trial !== undefined);
  const bins = completedBy((place) => (place === 1 ? 100 : 1_000), 13);
  assert.equal(driftOf(withLoad(trial, { windowSeconds: 3.025, bins })), 0);
});

test("sharing cores with the generator is a note that says what it does to ratios", () => {
  const warning = only("co-located", { cores: 2 });
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /4 processes and threads.*2 cores.*understated/);
});
