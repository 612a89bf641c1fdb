import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../harness/analysis/index.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import type { Analysis, MeasuredTrial, TrialResult } from "../../../harness/model/index.ts";
import { failed, makeRun, openLoad, withFailures, withMachine } from "../../support/trials.ts";
import type { RunShape } from "../../support/trials.ts";

function analysisOf(shape: RunShape): Analysis {
  return analyse(statedRun(makeRun(shape)));
}

/** A factor within 0.6% of 1 that differs between arms and blocks. */
function noise(arm: string, block: number): number {
  return 1 + 0.001 * (((block * 5 + arm.length * 3 + ((block * arm.length) % 7)) % 13) - 6);
}

/** Whole requests at 1,000 req/s times a factor, with noise. */
function near(factors: Readonly<Record<string, number>>): (arm: string, block: number) => number {
  return (arm, block) => 1_000 * (factors[arm] ?? 1) * noise(arm, block);
}

const three = ["single", "cluster-round-robin", "cluster-os"];
const tied = near({ "cluster-round-robin": 1.97, "cluster-os": 1.97 });

test("arms that cannot be told apart share first place, with the ratio to the baseline in the headline", () => {
  const { verdict, arms } = analysisOf({ arms: three, throughput: tied });
  assert.equal(verdict.ranked, true);
  assert.deepEqual(verdict.bestSet.toSorted(), ["cluster-os", "cluster-round-robin"]);
  assert.match(
    verdict.headline,
    /^cluster-\S+ and cluster-\S+ share first place: up to 1\.9\d \[1\.9\d, 1\.9\d\] times single; no difference between them resolved\.$/,
  );
  assert.deepEqual(
    arms.map(({ rank }) => rank),
    [1, 1, 3],
  );
  assert.match(
    verdict.details.join("\n"),
    /^The same within 3%, by 90% intervals of their ratios: cluster-\S+ and cluster-\S+ \(1\.00 \[.*\]\)\.$/m,
  );
});

test("a single winner is named with its ratio, and the rest follow in order", () => {
  const throughput = near({ "cluster-round-robin": 1.7, "cluster-os": 2 });
  const { verdict, arms } = analysisOf({ arms: three, throughput });
  assert.match(verdict.headline, /^cluster-os is fastest: (2\.0|1\.9)\d \[.*\] times single\.$/);
  assert.deepEqual(verdict.bestSet, ["cluster-os"]);
  assert.deepEqual(
    arms.map(({ armId, rank }) => [armId, rank]),
    [
      ["cluster-os", 1],
      ["cluster-round-robin", 2],
      ["single", 3],
    ],
  );
  assert.match(verdict.details[0] ?? "", /^Place 2: cluster-round-robin at 1,[67]\d0 req\/s/);
});

test("when nothing is resolved the headline says just that", () => {
  const { verdict } = analysisOf({ arms: three, throughput: near({}) });
  assert.match(verdict.headline, /^No difference between .* was resolved\.$/);
  assert.equal(verdict.bestSet.length, 3);
});

test("many pairs that are the same are counted, not listed", () => {
  const arms = [...three, "worker-threads", "reverse-proxy"];
  const { verdict } = analysisOf({ arms, throughput: near({}) });
  assert.equal(verdict.details[0], "The same within 3%, by 90% intervals of their ratios: 10 pairs of arms.");
});

test("a pair that was not told apart although its places differ is said so", () => {
  const restless = [1_060, 990, 1_070, 980, 1_065, 985, 1_075, 995];
  const { verdict, arms } = analysisOf({
    arms: three,
    throughput: (arm, block) => ({ single: 1_000, "cluster-os": 1_050 })[arm] ?? restless[block] ?? 0,
  });
  assert.deepEqual(
    arms.map(({ armId, rank }) => [armId, rank]),
    [
      ["cluster-os", 1],
      ["cluster-round-robin", 1],
      ["single", 3],
    ],
  );
  assert.match(verdict.details.join("\n"), /^Unresolved between places: single and cluster-round-robin \(.*\)\.$/m);
});

test("arms that share a place after the first are said to be tied", () => {
  const throughput = near({ "cluster-round-robin": 0.8, "cluster-os": 0.8 });
  const { verdict } = analysisOf({ arms: three, throughput });
  assert.match(verdict.details[0] ?? "", /^Place 2: cluster-.* and cluster-.*; no difference between them resolved\.$/);
});

test("where the baseline shares first place, its throughput stands for the ratio", () => {
  const { verdict } = analysisOf({ arms: three, throughput: near({ "cluster-os": 0.7 }) });
  assert.match(
    verdict.headline,
    /^\S+ and \S+ share first place, single at 1,000 req\/s; no difference between them resolved\.$/,
  );
});

test("the baseline can win, and is then named with its throughput", () => {
  const { verdict } = analysisOf({ arms: three, throughput: near({ "cluster-round-robin": 0.8, "cluster-os": 0.7 }) });
  assert.equal(verdict.headline, "single is fastest: 1,000 req/s.");
});

test("too few blocks give estimates and no places", () => {
  const { verdict, arms, comparisons, completedBlocks } = analysisOf({ arms: three, blocks: 5 });
  assert.equal(completedBlocks, 5);
  assert.deepEqual([verdict.ranked, verdict.bestSet], [false, []]);
  assert.equal(verdict.headline, "No ranking: 5 complete blocks cannot tell 3 arms apart; at least 6 are needed.");
  assert.equal(verdict.details.length, 3);
  for (const arm of arms) assert.equal(arm.rank, null);
  for (const { adjustedP, outcome } of comparisons) assert.deepEqual([adjustedP, outcome], [null, "not-resolved"]);
  assert.ok(arms.find(({ armId }) => armId === "cluster-os")?.ratioToBaseline);
});

test("a block that was not ended is not complete, whichever arms were measured in it; one whose trial failed is over", () => {
  const begun = analysisOf({ arms: three, blocks: 2, trial: (trial) => (trial.index < 2 ? trial : null) });
  assert.equal(begun.completedBlocks, 0);
  assert.match(begun.verdict.headline, /^No ranking: 0 complete blocks cannot tell 3 arms apart/);
  const over = analysisOf({
    arms: three,
    blocks: 2,
    trial: (trial) => (trial.index > 2 ? null : trial.armId === "cluster-os" ? failed(trial) : trial),
  });
  assert.equal(over.completedBlocks, 1);
  assert.match(over.verdict.headline, /^No ranking: 1 complete block cannot tell 2 arms apart/);
});

test("a quick run is never ranked, however many blocks it has", () => {
  const { verdict } = analysisOf({ arms: three, quick: true });
  assert.equal(verdict.ranked, false);
  assert.match(verdict.headline, /quick run/);
});

test("an invalid run is not ranked, and the headline says why", () => {
  const { verdict, seal, comparisons } = analysisOf({
    arms: three,
    trial: (trial) => (trial.armId === "cluster-os" ? withFailures(trial, 100) : trial),
  });
  assert.equal(seal.status, "INVALID");
  assert.equal(verdict.ranked, false);
  assert.match(verdict.headline, /^No ranking: the run is invalid\. cluster-os: Of .* requests 800 failed/);
  for (const { outcome } of comparisons) assert.equal(outcome, "not-resolved");
});

test("a suspect run is ranked, with the doubt in the details", () => {
  const { verdict, seal, warnings } = analysisOf({
    arms: three,
    throughput: tied,
    trial: (trial) => withMachine(trial, { stealShare: 0.1 }),
  });
  assert.equal(seal.status, "SUSPECT");
  assert.equal(verdict.ranked, true);
  assert.match(verdict.details.join("\n"), /The run is suspect: CPU time stolen by the hypervisor\. See the warnings/);
  assert.deepEqual(seal.reasons, warnings);
});

function unmeasured(armId: string): string {
  return `${armId} was not measured: The target exited with code 1 while booting.`;
}

function withoutClusterOs(trial: MeasuredTrial): TrialResult {
  return trial.armId === "cluster-os" ? failed(trial) : trial;
}

test("an arm that never ran has no place, comes last and is mentioned", () => {
  const { verdict, arms } = analysisOf({
    arms: three,
    trial: withoutClusterOs,
  });
  assert.deepEqual([arms.at(-1)?.armId, arms.at(-1)?.rank], ["cluster-os", null]);
  assert.ok(verdict.details.includes(unmeasured("cluster-os")));
  assert.equal(verdict.ranked, true);
});

test("a run in which everything failed has a verdict too", () => {
  const { verdict, overheadShare, measuredTrials, arms } = analysisOf({ arms: three, trial: (trial) => failed(trial) });
  assert.equal(verdict.headline, "Nothing was measured: no trial has a result.");
  assert.deepEqual([overheadShare, measuredTrials, arms.length], [null, 0, 3]);
  assert.deepEqual(verdict.details, three.map(unmeasured));
});

test("an arm that failed throughout is named with the reason, and doubts are told, whatever the headline", () => {
  const alone = analysisOf({ arms: ["single", "cluster-os"], trial: withoutClusterOs }).verdict;
  assert.match(alone.headline, /^Only single was measured, /);
  assert.deepEqual(alone.details, [
    "The run is suspect: failed trials (cluster-os). See the warnings.",
    unmeasured("cluster-os"),
  ]);
  const unranked = analysisOf({ arms: three, quick: true, trial: withoutClusterOs }).verdict;
  assert.match(unranked.headline, /^No ranking: a quick run/);
  assert.equal(unranked.details.at(-1), unmeasured("cluster-os"));
});

test("an arm that a run did not come to is named too", () => {
  const { verdict } = analysisOf({ arms: three, blocks: 1, trial: (each) => (each.index < 2 ? each : null) });
  assert.equal(verdict.details.at(-1), "cluster-os was not measured.");
});

test("one arm alone is described and not ranked", () => {
  const { verdict } = analysisOf({ arms: ["single"], throughput: () => 160 });
  assert.equal(verdict.headline, "Only single was measured, 160 req/s; there is nothing to compare it with.");
  assert.equal(verdict.ranked, false);
});

test("strategies that do not apply are named with the reason", () => {
  const notApplicable = [{ strategy: "worker-threads", reason: "the app offers no pool" }];
  const { verdict } = analysisOf({ arms: three, plan: { notApplicable } });
  assert.ok(verdict.details.includes("Left out: worker-threads, because the app offers no pool."));
});

test("an arm has the title that its strategy states", () => {
  const { arms } = analysisOf({ arms: three });
  const titleOf = (id: string) => arms.find(({ armId }) => armId === id)?.title;
  assert.equal(titleOf("cluster-os"), "Cluster, OS scheduling");
  assert.equal(titleOf("single"), "Single process");
});

test("unranked arms are ordered by throughput", () => {
  const { arms } = analysisOf({ arms: three, blocks: 2 });
  assert.deepEqual(
    arms.map(({ armId }) => armId),
    ["cluster-os", "cluster-round-robin", "single"],
  );
});

test("the overhead is the share of time that was neither warm-up nor measurement, failed trials included", () => {
  const shape: RunShape = { arms: ["single"], blocks: 2, latencyMicros: () => 10_000 };
  const trialSeconds = 2 + 5 + 0.38;
  const whole = analysisOf(shape).overheadShare ?? Number.NaN;
  assert.ok(Math.abs(whole - (1 - 7 / trialSeconds)) < 1e-9);
  const half = analysisOf({ ...shape, trial: (trial) => (trial.block === 1 ? failed(trial) : trial) }).overheadShare;
  assert.ok(Math.abs((half ?? Number.NaN) - (1 - 7 / (trialSeconds + 2.5))) < 1e-9);
});

test("the same run gives the same analysis, which survives being written and read", () => {
  const run = makeRun({ arms: three, kinds: ["light", "heavy"] });
  const analysis = analyse(statedRun(run));
  assert.deepEqual(analyse(statedRun(run)), analysis);
  assert.deepEqual(JSON.parse(JSON.stringify(analysis)), analysis);
});

test("under an open load arms are compared on p99: less is better, whatever the throughput", () => {
  const { verdict, arms, deciding } = analysisOf({
    arms: three,
    load: openLoad(),
    throughput: () => 800,
    latencyMicros: (arm, block) => (({ single: 40_000, "cluster-os": 10_000 })[arm] ?? 20_000) * noise(arm, block),
  });
  assert.equal(deciding.id, "latency-p99");
  assert.match(verdict.headline, /^cluster-os answers fastest: 0\.2\d+ \[0\.2\d+, 0\.2\d+\] times that of single\.$/);
  assert.match(
    verdict.details[0] ?? "",
    /^Place 2: cluster-round-robin with a p99 of 3\d\.\d ms, 0\.\d+ \[.*\] times that of single\.$/,
  );
  assert.deepEqual(
    arms.map(({ armId, rank }) => [armId, rank]),
    [
      ["cluster-os", 1],
      ["cluster-round-robin", 2],
      ["single", 3],
    ],
  );
});

test("under an open load a scenario's victims decide: the arm that answers them soonest is first, whatever the others' p99", () => {
  const slowed = new Map([
    ["single", 4],
    ["cluster-round-robin", 2],
  ]);
  const { deciding, verdict } = analysisOf({
    arms: three,
    kinds: ["cheap", "heavy"],
    load: openLoad(),
    plan: { victim: "cheap" },
    latencyMicros: (arm, block) => 8_000 * (slowed.get(arm) ?? 1) * noise(arm, block),
  });
  assert.equal(deciding.id, "latency-p99-of-cheap");
  assert.match(verdict.headline, /^cluster-os answers cheap requests fastest: 0\.2\d+ \[.*\] times that of single\.$/);
  assert.match(verdict.details.join("\n"), /cluster-round-robin with a p99 of .* for cheap requests/);
});
