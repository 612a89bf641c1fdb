import assert from "node:assert/strict";
import { test } from "node:test";
import { decidingTable } from "../../../harness/analysis/compare.ts";
import { driftOf } from "../../../harness/analysis/rules-machine.ts";
import { measuredTrials } from "../../../harness/analysis/summary.ts";
import { findWarnings, sealOf } from "../../../harness/analysis/validity.ts";
import type { Arm, Run, TimeBin, Warning, WorkerResult } from "../../../harness/model/index.ts";
import {
  failed,
  makeLatency,
  makeRun,
  openLoad,
  withFailures,
  withLoad,
  withMachine,
  type ObservedTrial,
} from "../../support/trials.ts";
import type { RunShape } from "../../support/trials.ts";

function warningsOf(run: Run): readonly Warning[] {
  const trials = measuredTrials(run);
  const armIds = run.plan.arms.map(({ id }) => id);
  return findWarnings({ run, trials, figures: decidingTable(run.plan, trials, armIds) });
}

/** The one warning of a run of `single` and `cluster-os`, 8 blocks; none of a code other than `code` is accepted. */
function only(code: string, change: Partial<RunShape>): Warning {
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

function none(change: Partial<RunShape>): void {
  assert.deepEqual(warningsOf(makeRun({ arms: ["single", "cluster-os"], ...change })), []);
}

/** Changes the trials of cluster-os in the given number of blocks, the first ones. */
function inBlocks(blocks: number, change: (trial: ObservedTrial) => ObservedTrial): Pick<RunShape, "trial"> {
  return { trial: (trial) => (trial.armId === "cluster-os" && trial.block < blocks ? change(trial) : trial) };
}

function completedBy(counts: (place: number) => number, bins = 20): readonly TimeBin[] {
  return Array.from({ length: bins }, (_, index) => ({
    startSeconds: index / 4,
    completed: counts(index / (bins - 1)),
    failed: 0,
    p50Micros: 1_000,
    p99Micros: 2_000,
  }));
}

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

function generatorAt(cores: number): Pick<RunShape, "trial"> {
  return inBlocks(2, (trial) => withLoad(trial, { generatorCpuMicros: cores * 5e6 }));
}

test("a generator over 80% of its core is suspect, and the trials are named", () => {
  const warning = only("generator-saturated", generatorAt(0.81));
  assert.deepEqual([warning.severity, warning.armId, warning.trials], ["suspect", "cluster-os", [1, 2]]);
  none(generatorAt(0.8));
});

/** Several processes, which use more than a core together. */
function busiestGeneratorAt(cores: number): Pick<RunShape, "trial"> {
  const load = { generatorCpuMicros: 1.5 * 5e6, busiestGeneratorCpuMicros: cores * 5e6 };
  return inBlocks(2, (trial) => withLoad(trial, load));
}

test("a generator of several processes is over 80% of a core when one of them is, whatever their sum", () => {
  const warning = only("generator-saturated", busiestGeneratorAt(0.81));
  assert.match(warning.meaning, /^The busiest process of the load generator used up to 0\.81 of its core/);
  none(busiestGeneratorAt(0.79));
});

function served(worker: WorkerResult | undefined, requests: number): readonly WorkerResult[] {
  return worker === undefined ? [] : [{ ...worker, requests }];
}

/** One of two workers served that share of 1,000 requests. */
function oneServed(share: number): Pick<RunShape, "trial"> {
  return inBlocks(2, (trial) => {
    const [first, second] = trial.workers.filter(({ role }) => role === "worker");
    return { ...trial, workers: [...served(first, 1_000 * share), ...served(second, 1_000 * (1 - share))] };
  });
}

test("a worker that did more than 1.5 times the mean is noted", () => {
  const warning = only("uneven-spread", oneServed(1));
  assert.deepEqual([warning.severity, warning.armId, warning.trials], ["note", "cluster-os", [1, 2]]);
  assert.match(warning.meaning, /^In 2 of 8 trials \(numbers 1 and 2\) the busiest worker did up to 2\.0 times/);
  none(oneServed(0.75));
});

test("arms that were spared TLS, where others were not, are noted", () => {
  const warning = only(
    "schemes-differ",
    inBlocks(8, (trial) => ({ ...trial, scheme: "https" })),
  );
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /^The app speaks HTTPS; single took plain HTTP/);
});

test("errors beyond 0.1% over an arm's trials rule it out", () => {
  const warning = only(
    "errors",
    inBlocks(8, (trial) => withFailures(trial, 10)),
  );
  assert.deepEqual([warning.severity, warning.armId], ["invalid", "cluster-os"]);
  assert.match(warning.meaning, /status 500/);
});

test("errors beyond 0.1% of one trial and not of all put the arm in doubt", () => {
  const warning = only(
    "errors",
    inBlocks(1, (trial) => withFailures(trial, 10)),
  );
  assert.deepEqual([warning.severity, warning.trials], ["suspect", [1]]);
});

test("errors up to 0.1% pass", () => {
  none(inBlocks(8, (trial) => withFailures(trial, 7)));
});

test("timeouts and requests that never ended are errors", () => {
  const warning = only(
    "errors",
    inBlocks(8, (trial) => {
      const { sent, completed } = trial.load.counts;
      return withLoad(trial, { counts: { sent, completed: completed - 100, failed: 0, timedOut: 40, inFlight: 60 } });
    }),
  );
  assert.equal(warning.severity, "invalid");
  assert.match(warning.meaning, /timed out or never ended/);
});

test("a window without any right answer is invalid", () => {
  const empty = inBlocks(1, (trial) => withLoad(trial, { completedInWindow: 0 }));
  assert.equal(only("nothing-completed", empty).severity, "invalid");
});

function withLives(trial: ObservedTrial, change: (worker: WorkerResult) => Partial<WorkerResult>): ObservedTrial {
  return { ...trial, workers: trial.workers.map((worker) => Object.assign({}, worker, change(worker))) };
}

test("client and workers whose counts disagree are suspect, in either direction", () => {
  const more = withLivesOf((worker) => ({ lifetimeStarted: worker.lifetimeStarted + 1 }));
  const fewer = withLivesOf((worker) => ({ lifetimeFinished: worker.lifetimeFinished - 1 }));
  const neverStarted = withLivesOf((worker) => ({ lifetimeFinished: worker.lifetimeFinished + 1 }));
  for (const change of [more, fewer, neverStarted]) assert.equal(only("counts-disagree", change).severity, "suspect");
});

function withLivesOf(change: (worker: WorkerResult) => Partial<WorkerResult>): Pick<RunShape, "trial"> {
  return inBlocks(8, (trial) => withLives(trial, change));
}

test("requests that the client gave up may have been finished by a worker, or not", () => {
  none(
    inBlocks(8, (trial) => {
      const { lifetime } = trial.load;
      return withLoad(trial, { lifetime: { ...lifetime, completed: lifetime.completed - 5, timedOut: 5 } });
    }),
  );
});

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

test("a failed trial is suspect, and every trial of the baseline failing is invalid", () => {
  const one = only("trials-failed", { trial: (trial) => (trial.index === 3 ? failed(trial) : trial) });
  assert.deepEqual([one.severity, one.armId, one.trials], ["suspect", "single", [3]]);
  const failing = (arm: string) =>
    only("trials-failed", { trial: (trial) => (trial.armId === arm ? failed(trial) : trial) });
  assert.equal(failing("single").severity, "invalid");
  assert.equal(failing("cluster-os").severity, "suspect");
});

test("a failure is told by its first sentence; what the app printed is not", () => {
  const message = "a.js exited with code 3, after printing:\n    no licence";
  const { meaning } = only("trials-failed", {
    trial: (trial) => (trial.index === 3 ? failed(trial, message) : trial),
  });
  assert.equal(meaning, "1 of 8 trials failed: a.js exited with code 3. Its other trials stand for it.");
});

function fourCoresTimes(factor: number): Partial<RunShape> {
  return { cores: 4, throughput: (arm) => (arm === "single" ? 100 : 100 * factor) };
}

test("more than the cores can give against one process is a red flag", () => {
  assert.match(
    only("speed-up-above-cores", fourCoresTimes(4.3)).meaning,
    /^CPU speed-up above core count: 4\.30 times/,
  );
  none(fourCoresTimes(4.1));
});

test("a speed-up is over the single process of the same Node.js", () => {
  const node = { version: "24.21.0", path: "/opt/node" };
  const run = (clusterRate: number): Run =>
    makeRun({
      cores: 4,
      arms: ["single", { strategy: "single", id: "single@24.21.0", node }, { strategy: "cluster-os", id: "os", node }],
      throughput: (arm) => (arm === "single" ? 100 : arm === "os" ? clusterRate : 400),
    });
  assert.deepEqual(warningsOf(run(1_600)), []);
  assert.match(warningsOf(run(1_800))[0]?.meaning ?? "", /4\.50 times the throughput of single@24\.21\.0/);
});

test("sharing cores with the generator is a note that says what it does to ratios", () => {
  const warning = only("co-located", { cores: 2 });
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /4 processes and threads.*2 cores.*understated/);
});

test("what could not be ended once it was measured puts the run in doubt, and its figures stand", () => {
  const message = '"docker compose down" exited with code 1, after printing:\n    no such service';
  const stopFailure = { code: "external-failed", message, hint: "Run it by hand to see more." };
  const warning = only(
    "not-ended",
    inBlocks(2, (trial) => ({ ...trial, stopFailure })),
  );
  assert.deepEqual([warning.severity, warning.armId, warning.trials?.length], ["suspect", "cluster-os", 2]);
  assert.match(warning.meaning, /after 2 of 8 trials \(.*\): "docker compose down" exited with code 1\. It may/);
});

test("a run that was stopped early says so", () => {
  const warning = only("not-finished", { trial: (trial) => (trial.block < 7 ? trial : null) });
  assert.match(warning.meaning, /2 of 16 planned trials/);
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

/** The baseline, measured twice in each block; the second time at that share of the first. */
function canaryAt(share: number): Run {
  const arms = ["single", "cluster-os", { strategy: "single", id: "single-canary" }];
  const run = makeRun({ arms, throughput: (arm, block) => (arm === "single-canary" ? share * 100 : 100) + block });
  const repeated = run.plan.arms.map((arm): Arm =>
    arm.id === "single-canary" ? Object.assign(arm, { canaryOf: "single" }) : arm,
  );
  return { ...run, plan: { ...run.plan, arms: repeated } };
}

test("a baseline that differs from itself makes the run suspect; one that does not is a note", () => {
  const [differs] = warningsOf(canaryAt(0.9));
  assert.deepEqual([differs?.code, differs?.severity, differs?.armId], ["canary-differs", "suspect", "single"]);
  assert.match(differs?.meaning ?? "", /ratio 0\.9\d+ \[.*\], p 0\.0078\.$/);
  const [agrees] = warningsOf(canaryAt(1));
  assert.deepEqual([agrees?.code, agrees?.severity], ["canary-agrees", "note"]);
});

test("blocks that were measured again are listed with the reason", () => {
  const run = makeRun({ arms: ["single", "cluster-os"], blocks: 9, plan: { blocks: 8 } });
  const replacedBlocks = [{ block: 2, by: 8, reason: "3.1% of the CPU time was stolen by the hypervisor in trial 5" }];
  const [warning] = warningsOf({ ...run, replacedBlocks, earlyEnd: { blocks: 8, because: "time" } });
  assert.deepEqual([warning?.code, warning?.severity], ["blocks-replaced", "note"]);
  assert.match(warning?.meaning ?? "", /block 3 by 9 \(3\.1% of the CPU time was stolen/);
});

/** A run under an open load, of whose trials the pacing is changed. */
function openRun(change: (trial: ObservedTrial) => ObservedTrial, rates?: readonly number[]): Partial<RunShape> {
  return {
    load: openLoad(rates),
    throughput: () => 800,
    trial: (trial) => {
      const lag = makeLatency([200]);
      return change(
        withLoad(trial, { pacing: { writtenInWindow: trial.load.counts.sent, lag, service: trial.load.latency } }),
      );
    },
  };
}

/** Seven of ten requests are answered, each later than the one before. */
function fallingBehind(trial: ObservedTrial): ObservedTrial {
  const bins = trial.load.bins.map(({ startSeconds, completed, failed: wrong, p99Micros }): TimeBin => {
    return { startSeconds, completed, failed: wrong, p99Micros, p50Micros: 8_000 + 300_000 * startSeconds };
  });
  return withLoad(trial, { bins, completedInWindow: trial.load.counts.sent * 0.7 });
}

test("an open load that is late, or that an arm does not hold, is told", () => {
  const late = only(
    "generator-late",
    openRun((trial) =>
      trial.armId === "single" && trial.load.pacing !== undefined
        ? withLoad(trial, { pacing: { ...trial.load.pacing, lag: makeLatency([3_000]) } })
        : trial,
    ),
  );
  assert.equal(late.severity, "suspect");
  assert.match(late.meaning, /late by up to 3\.00 ms \(p99\) in 8 of 8 trials/);
  const behind = only(
    "fell-behind",
    openRun((trial) => (trial.armId === "single" ? fallingBehind(trial) : trial)),
  );
  assert.equal(behind.severity, "note");
  assert.match(behind.meaning, /Down to 70\.0% of what was offered/);
});

function climbing(trial: ObservedTrial): ObservedTrial {
  return withLoad(trial, {
    bins: trial.load.bins.map(({ startSeconds, failed: wrong, p50Micros, p99Micros }, index): TimeBin => {
      return { startSeconds, completed: 100 + 20 * index, failed: wrong, p50Micros, p99Micros };
    }),
  });
}

test("a load that changes by itself is not taken for a target that does", () => {
  only(
    "not-steady",
    openRun((trial) => (trial.armId === "single" ? climbing(trial) : trial)),
  );
  const shape: RunShape = { arms: ["single", "cluster-os"], ...openRun(climbing, [100, 500]) };
  assert.deepEqual(warningsOf(makeRun(shape)), []);
});
