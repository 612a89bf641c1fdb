import assert from "node:assert/strict";
import { test } from "node:test";
import { gateAnalysis, isCertain, judgeGate } from "../../../../../harness/experiments/gate/analysis/index.ts";
import { gateLooks } from "../../../../../harness/experiments/gate/analysis/looks.ts";
import { statedRun } from "../../../../../harness/cli/stated.ts";
import { type Requirement, type Run, singleArmId } from "../../../../../harness/model/index.ts";
import { makeGateRun, requirement, type GateShape } from "../../../../support/gate.ts";
import { range } from "../../../stats/support.ts";
import { failed, withFailures, withLoad, withMachine } from "../../../../support/trials.ts";

function outcomeOf(shape: GateShape): string {
  return judgeGate(statedRun(makeGateRun(shape))).outcome;
}

test("the same code passes, and what the data allow at worst is said", () => {
  const result = judgeGate(statedRun(makeGateRun()));
  assert.equal(result.outcome, "pass");
  assert.deepEqual(
    result.metrics.map(({ metric, outcome }) => [metric.id, outcome]),
    [
      ["throughput", "pass"],
      ["cpu-per-request", "pass"],
    ],
  );
  assert.match(result.headline, /^Head is as good as base: throughput at most 0\.\d+% worse, CPU per request at most/);
});

test("a worsening of 10% is a regression, told as people say it", () => {
  const result = judgeGate(statedRun(makeGateRun({ ratio: 0.9 })));
  assert.equal(result.outcome, "regression");
  const [throughput] = result.metrics;
  assert.ok(throughput !== undefined && Math.abs(throughput.worseBy - 0.1) < 0.005, `${throughput?.worseBy}`);
  assert.match(result.headline, /^Head is worse than base: throughput (?:9\.\d|10)% less \[\d/);
});

test("an improvement passes", () => {
  assert.equal(outcomeOf({ ratio: 1.2 }), "pass");
});

test("noise leaves it inconclusive, with the smallest effect and how many pairs more", () => {
  const result = judgeGate(statedRun(makeGateRun({ ratio: 0.97, noise: 0.1 })));
  assert.equal(result.outcome, "inconclusive");
  const [one] = result.metrics;
  assert.ok(one?.detectable !== null && (one?.detectable ?? 0) > 0.05);
  assert.ok(one?.morePairs !== null && (one?.morePairs ?? 0) > 0);
  assert.match(
    result.details.join("\n"),
    /smallest regression detectable.*\nCPU .*\nAbout \d+ more pairs would likely settle throughput and CPU per request\.$/m,
  );
});

/** A machine that takes as much longer for its own piece of work as for the app's. */
const slowMachine: GateShape = {
  noise: 0.2,
  trial: (trial) => withMachine(trial, { workMicros: 25_000 / trial.load.completedInWindow }),
};

test("how much of the noise goes along with the machine's own speed is told, and judges nothing", () => {
  const untold = judgeGate(statedRun(makeGateRun({ ...slowMachine, trial: (trial) => trial })));
  const result = judgeGate(statedRun(makeGateRun(slowMachine)));
  assert.equal(untold.outcome, "inconclusive");
  const figures = ({ metrics }: typeof result) => metrics.map((metric) => ({ ...metric, explainedShare: null }));
  assert.deepEqual([result.outcome, figures(result)], [untold.outcome, figures(untold)]);
  assert.ok((result.machineSpeed?.ratio ?? 0) > 1.1 && (result.metrics[0]?.explainedShare ?? 0) > 0.98);
  assert.match(
    result.details.join("\n"),
    /^The machine itself took up to 1\.4 times as long .* between pairs: 99% in throughput and 99% in CPU per request\.$/m,
  );
});

test("of figures that a slower machine does not change, and where one pair does not tell its speed, no share is told", () => {
  const memory = judgeGate(
    statedRun(makeGateRun({ ...slowMachine, gate: { metrics: ["throughput", "memory-load"] } })),
  );
  assert.deepEqual(
    memory.metrics.map(({ explainedShare }) => explainedShare === null),
    [false, true],
  );
  const untold: GateShape["trial"] = (one) => (one.index === 3 ? one : (slowMachine.trial?.(one) ?? one));
  const [throughput] = judgeGate(statedRun(makeGateRun({ ...slowMachine, trial: untold }))).metrics;
  assert.equal(throughput?.explainedShare, null);
});

for (const side of ["base", "head"] as const) {
  test(`a machine that is slower beside ${side} all along is told, by that name, and hides no regression`, () => {
    const slowBeside: GateShape["trial"] = (trial) =>
      withMachine(trial, { workMicros: trial.armId === side ? 34 : 25 + (trial.block % 2) });
    const result = judgeGate(statedRun(makeGateRun({ ratio: 0.75, trial: slowBeside })));
    assert.equal(result.outcome, "regression");
    assert.equal(result.machineSpeed?.slowerBeside, side);
    assert.match(
      result.details.join("\n"),
      new RegExp(`slower beside ${side} in nearly every pair: ${side} may load it`),
    );
  });
}

test("a figure that is told lies within its interval, whatever the pairs", () => {
  for (const [index, noise] of [0.01, 0.05, 0.2].entries()) {
    for (const ratio of [0.75, 0.97, 1.1]) {
      const { metrics } = judgeGate(statedRun(makeGateRun({ ratio, noise, pairs: 9 + 4 * index })));
      for (const { metric, ratio: change, worseBy, worseByAtMost } of metrics) {
        const shown = metric.better === "higher" ? 1 - change.value : change.value - 1;
        assert.ok(Math.abs(shown - worseBy) < 1e-9, `${shown} is shown, ${worseBy} is judged`);
        assert.ok((change.low ?? 0) <= change.value && change.value <= (change.high ?? Infinity));
        assert.ok(worseBy <= (worseByAtMost ?? Infinity));
      }
    }
  }
});

test("an early look is stricter than the last", () => {
  const last = judgeGate(statedRun(makeGateRun({ ratio: 0.98, noise: 0.02, pairs: 13, looks: [13] })));
  const early = judgeGate(statedRun({ ...makeGateRun({ ratio: 0.98, noise: 0.02, pairs: 13, looks: [13, 26] }) }));
  const bounds = [early, last].map(({ metrics }) => metrics[0]?.worseByAtMost ?? 0);
  assert.ok((bounds[0] ?? 0) > (bounds[1] ?? 0), String(bounds));
  assert.deepEqual([early.look, early.looks], [1, 2]);
});

test("looks are placed where a regression could be found among so many metrics", () => {
  assert.deepEqual(gateLooks(24, 2), [13, 24]);
  assert.deepEqual(gateLooks(9, 2), [9]);
  for (const pairs of [12, 20, 40, 100]) assert.equal(gateLooks(pairs, 2).at(-1), pairs);
});

function withRequirement(change: Partial<Requirement>, shape: GateShape = {}) {
  const [one] = judgeGate(
    statedRun(makeGateRun({ ...shape, gate: { requirements: [requirement(change)] } })),
  ).requirements;
  return one;
}

test("a requirement is met, broken or open by its whole interval", () => {
  assert.equal(withRequirement({ metricId: "throughput", comparison: ">=", value: 900 })?.outcome, "pass");
  assert.equal(withRequirement({ metricId: "throughput", comparison: ">=", value: 1_100 })?.outcome, "regression");
  assert.equal(withRequirement({ metricId: "throughput", comparison: ">=", value: 1_001 })?.outcome, "inconclusive");
  const missed = judgeGate(statedRun(makeGateRun({ gate: { requirements: [requirement({ value: 10 })] } })));
  assert.equal(missed.outcome, "regression");
  assert.equal(missed.headline, "Head does not meet p99<50ms.");
});

test("a speed-up is head's throughput over that of a single process, within pairs", () => {
  const arms = [{ strategy: "single", id: singleArmId }];
  const one = withRequirement({ metricId: "speedup", comparison: ">=", value: 1.8, unit: "ratio" }, { arms });
  assert.equal(one?.outcome, "pass");
  assert.ok(Math.abs((one?.found?.value ?? 0) - 2) < 0.02);
});

test("errors are counted over all trials: those of one trial are not hidden by a median", () => {
  const shape: GateShape = {
    trial: (trial) => (trial.armId === "head" && trial.block === 4 ? withFailures(trial, 1) : trial),
  };
  const none = { metricId: "error-share", comparison: "=", value: 0, unit: "share" } as const;
  assert.equal(withRequirement(none)?.outcome, "pass");
  assert.equal(withRequirement(none, shape)?.outcome, "regression");
  assert.equal(withRequirement({ ...none, comparison: "<", value: 0.01 }, shape)?.outcome, "pass");
});

test("a generator at its end, wrong answers and a control that differs make it invalid", () => {
  assert.equal(
    outcomeOf({ trial: (trial) => withLoad(trial, { generatorCpuMicros: 0.95 * trial.load.windowSeconds * 1e6 }) }),
    "invalid",
  );
  assert.equal(outcomeOf({ trial: (trial) => withFailures(trial, 100) }), "invalid");
  const run = makeGateRun({ arms: [{ strategy: "cluster-os", id: "base-canary" }] });
  const arms = run.plan.arms.map((arm) => (arm.id === "base-canary" ? Object.assign(arm, { canaryOf: "base" }) : arm));
  const result = judgeGate(statedRun({ ...run, plan: { ...run.plan, arms } }));
  assert.equal(result.outcome, "invalid");
  assert.match(result.headline, /^No verdict: base, measured twice in each block, differs from itself/);
});

test("a version that fails in some trials does not pass by the others; without any pair nothing can be said", () => {
  const one = judgeGate(statedRun(makeGateRun({ trial: (trial) => (trial.index === 4 ? failed(trial) : trial) })));
  assert.deepEqual([one.outcome, one.pairs], ["invalid", 11]);
  assert.match(one.headline, /^No verdict: base: 1 of 12 trials failed/);
  const none = judgeGate(
    statedRun(makeGateRun({ trial: (trial) => (trial.armId === "head" ? failed(trial) : trial) })),
  );
  assert.deepEqual([none.outcome, none.pairs], ["invalid", 0]);
});

test("a version that could not be ended may run on beside the other, so that nothing can be said", () => {
  const stopFailure = { code: "target-left-processes", message: "A process of base is still there.", hint: "End it." };
  const result = judgeGate(
    statedRun(makeGateRun({ trial: (trial) => (trial.index === 4 ? { ...trial, stopFailure } : trial) })),
  );
  assert.equal(result.outcome, "invalid");
  assert.match(result.headline, /^No verdict: base: The target could not be stopped after 1 of 12 trials/);
  const shape: GateShape = { pairs: 13, trial: (trial) => (trial.index === 4 ? { ...trial, stopFailure } : trial) };
  const replacedBlocks = [{ block: 2, by: 12, reason: "foreign CPU" }];
  assert.equal(
    judgeGate(statedRun({ ...makeGateRun(shape), replacedBlocks })).outcome,
    "invalid",
    "in a block that was replaced",
  );
});

test("a run that ended between looks is judged where it ended", () => {
  const run = makeGateRun({ pairs: 24, looks: [13, 24], trial: (trial) => (trial.block < 18 ? trial : null) });
  const result = judgeGate(statedRun({ ...run, earlyEnd: { blocks: 18, because: "time" } }));
  assert.deepEqual([result.pairs, result.look, result.looks, result.outcome], [18, 2, 2, "pass"]);
});

test("a metric of which no trial has a figure does not pass", () => {
  const result = judgeGate(statedRun(makeGateRun({ gate: { metrics: ["throughput", "error-share"] } })));
  assert.equal(result.outcome, "inconclusive");
  assert.deepEqual(
    result.metrics.map(({ metric }) => metric.id),
    ["throughput"],
  );
  assert.match(result.headline, /could not settle errors/);
  assert.match(result.details.join(" "), /has no figure in any pair, so it cannot pass/);
});

function brokenAmong(count: number, looks: readonly number[]): string | undefined {
  const bound = requirement({ metricId: "throughput", comparison: ">=", value: 1_100, unit: "req/s" });
  const gate = { metrics: [], requirements: range(count).map(() => bound) };
  return judgeGate(statedRun(makeGateRun({ pairs: 8, looks, gate }))).requirements[0]?.outcome;
}

test("the level of a gate is shared by all that it can fail for, and spent over its looks", () => {
  // Eight trials of eight on the wrong side have a chance of 1 in 256, where the bound is just met.
  assert.equal(brokenAmong(1, [8]), "regression");
  assert.equal(brokenAmong(3, [8]), "inconclusive");
  assert.equal(brokenAmong(1, [8, 16]), "inconclusive");
});

function canary(looks: readonly number[]): string {
  const run = makeGateRun({ pairs: 9, looks, arms: [{ strategy: "cluster-os", id: "base-canary" }] });
  const arms = run.plan.arms.map((arm) => (arm.id === "base-canary" ? Object.assign(arm, { canaryOf: "base" }) : arm));
  const trials = run.trials.map((trial) =>
    trial.status === "measured" && trial.armId === "base-canary"
      ? withLoad(trial, { completedInWindow: (trial.block === 0 ? 1_010 : 990) * trial.load.windowSeconds })
      : trial,
  );
  return judgeGate(statedRun({ ...run, plan: { ...run.plan, arms }, trials })).outcome;
}

test("a control that is looked at more than once is held to a stricter level", () => {
  assert.equal(canary([9]), "invalid");
  assert.notEqual(canary([9, 18, 27, 36, 45]), "invalid");
});

const crowded: GateShape["trial"] = (trial) => withMachine(trial, { foreignCpuShare: 0.9 });
const failingFirst: GateShape["trial"] = (trial) =>
  trial.index === 0 ? failed(trial) : withMachine(trial, { foreignCpuShare: 0.9 });
const wrong: GateShape["trial"] = (trial) => (trial.armId === "head" ? withFailures(trial, 1) : trial);

/** A gate of 24 pairs after the first two. */
function begun(shape: GateShape): Run {
  const run = makeGateRun({ pairs: 24, looks: [13, 24], ...shape });
  return { ...run, trials: run.trials.slice(0, 4) };
}

test("a report of the run says what the gate says, and ranks neither version", () => {
  const run = makeGateRun({ ratio: 0.9 });
  const result = judgeGate(statedRun(run));
  const { verdict, seal, arms } = gateAnalysis(statedRun(run), result);
  assert.equal(result.outcome, "regression");
  assert.deepEqual([verdict.headline, verdict.bestSet, verdict.ranked], [result.headline, [], false]);
  assert.deepEqual(seal, result.seal);
  assert.ok(arms.every(({ rank }) => rank === null));
});

test("where no worsening could be found for want of pairs, that is what is said, and no more", () => {
  const { outcome, headline } = judgeGate(statedRun(makeGateRun({ ratio: 0.67, pairs: 6 })));
  assert.equal(outcome, "inconclusive");
  assert.equal(headline, "6 pairs of base and head are too few to detect any regression, however large.");
});

/** What is said first of a gate that ended after so many pairs of 24. */
function saidOfEnd(because: "time" | "decided", blocks: number): string {
  const run = makeGateRun({ pairs: blocks, looks: [12, 24] });
  const ended = { ...run, plan: { ...run.plan, blocks: 24 }, earlyEnd: { because, blocks } };
  return judgeGate(statedRun(ended)).details[0] ?? "";
}

test("a gate says why it has fewer pairs than were planned", () => {
  assert.match(saidOfEnd("decided", 12), /^Decided after 12 pairs of at most 24, at look 1 of 2\.$/);
  assert.match(saidOfEnd("decided", 9), /^Ended after 9 pairs of at most 24: no further pair could have changed/);
  assert.match(saidOfEnd("time", 17), /^Time ran out after 17 pairs of at most 24; allow more with --time\.$/);
});

test("an inconclusive gate on a disturbed machine names noise as the cause, and a regression there is one", () => {
  const open = judgeGate(statedRun(makeGateRun({ ratio: 0.97, noise: 0.1, trial: crowded })));
  assert.deepEqual([open.outcome, open.cause], ["inconclusive", "noise"]);
  assert.match(open.headline, /^Other programs used up to 90\.0% of the CPU time in .*\. 12 pairs could not settle/);
  assert.doesNotMatch(open.details.join(" "), /Other programs/, "it is said once");
  assert.equal(judgeGate(statedRun(makeGateRun({ ratio: 0.97, noise: 0.1 }))).cause, undefined);
  const worse = judgeGate(statedRun(makeGateRun({ ratio: 0.8, trial: crowded })));
  assert.deepEqual([worse.outcome, worse.cause], ["regression", undefined]);
});

test("where the measurement says nothing, no figure of it passes or fails", () => {
  const result = judgeGate(
    statedRun(makeGateRun({ ratio: 0.8, trial: failingFirst, gate: { requirements: [requirement()] } })),
  );
  assert.equal(result.outcome, "invalid");
  const outcomes = [...result.metrics, ...result.requirements].map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, ["inconclusive", "inconclusive", "inconclusive"]);
  assert.doesNotMatch(result.details.join(" "), /worsening/);
});

test("what was found before measuring is in the report of the run", () => {
  const findings = ["base also has the working folder's .env, which git ignores; --leave-out omits them"];
  const run = statedRun(makeGateRun({ gate: { findings } }));
  const { verdict } = gateAnalysis(run, judgeGate(run));
  assert.deepEqual(verdict.details, findings);
});

test("noise beside another reason to rule it out is no excuse", () => {
  const { outcome, cause } = judgeGate(statedRun(makeGateRun({ trial: failingFirst })));
  assert.deepEqual([outcome, cause], ["invalid", undefined]);
});

test("a trial that failed, and an error where none is allowed, decide for good; a clear difference waits for its look", () => {
  const none = requirement({ text: "errors=0", metricId: "error-share", comparison: "=", value: 0, unit: "share" });
  const gate = { requirements: [none] };
  assert.equal(isCertain(statedRun(begun({ ratio: 0.5 }))), false);
  assert.equal(isCertain(statedRun(begun({ gate }))), false);
  assert.equal(isCertain(statedRun(begun({ trial: failingFirst }))), true);
  assert.equal(isCertain(statedRun(begun({ gate, trial: wrong }))), true);
});

test("a gate whose time was up before its first pair says so", () => {
  const run = { ...makeGateRun(), trials: [], earlyEnd: { blocks: 0, because: "time" } as const };
  const { outcome, headline } = judgeGate(statedRun(run));
  assert.equal(outcome, "invalid");
  assert.match(headline, /time ran out before any pair of base and head was measured; allow more with --time\.$/);
});
