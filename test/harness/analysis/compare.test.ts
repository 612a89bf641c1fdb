import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  blocksToRank,
  compareArms,
  familyLevel,
  completeBlocks,
  ratioOf,
  throughputTable,
} from "../../../harness/analysis/compare.ts";
import type { FigureTable } from "../../../harness/analysis/compare.ts";
import { analyse } from "../../../harness/analysis/index.ts";
import { metricWith } from "../../../harness/analysis/metrics.ts";
import { rankArms } from "../../../harness/analysis/ranking.ts";
import { measuredTrials } from "../../../harness/analysis/counted.ts";
import { standard } from "../../../scenarios/standard.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import type { Comparison } from "../../../harness/model/index.ts";
import { failed, makeRun, withLoad } from "../../support/trials.ts";
import type { RunShape } from "../../support/trials.ts";

function tableOf(shape: RunShape): FigureTable {
  const run = makeRun(shape);
  return throughputTable(
    measuredTrials(run),
    run.plan.arms.map(({ id }) => id),
  );
}

function claim(a: string, b: string, outcome: Comparison["outcome"]): Comparison {
  const ratio = { value: 1, low: null, high: null, confidence: null, n: 8 };
  return { a, b, metricId: "throughput", ratio, adjustedP: 0.01, outcome };
}

const five = ["single", "cluster-round-robin", "cluster-os", "worker-threads", "reverse-proxy"];

test("a scenario's usual blocks, and one fewer, can tell all its usual strategies apart", () => {
  const { strategies, blocks } = standard;
  assert.equal(blocksToRank(strategies.length), blocks - 1);
});

test("a factor of 2 among five arms in 8 blocks is resolved, whatever the drift between blocks", () => {
  const drift = [1, 0.3, 2.5, 0.8, 1.9, 0.5, 3, 1.2];
  const throughput = (arm: string, block: number) =>
    1_000 * (drift[block] ?? 1) * (arm === "single" ? 1 : 2 + 0.02 * ((arm.length * 7 + block * 5) % 11));
  const comparisons = compareArms(tableOf({ arms: five, throughput }), familyLevel, 1);
  assert.equal(comparisons.length, 10);
  for (const { a, outcome, ratio, adjustedP } of comparisons.filter((pair) => pair.a === "single")) {
    assert.equal(a, "single");
    assert.equal(outcome, "worse");
    assert.ok(ratio.value > 0.44 && ratio.value < 0.51 && adjustedP !== null && adjustedP <= 0.05);
  }
});

/** Each arm is a little ahead in about as many blocks as it is behind. */
function alike(arm: string, block: number): number {
  return 1_000 + 10 * ((five.indexOf(arm) + block * 2) % 5);
}

test("arms that are alike but for noise are not resolved", () => {
  const table = tableOf({ arms: five, throughput: alike });
  for (const { outcome } of compareArms(table, familyLevel, 1)) assert.equal(outcome, "not-resolved");
});

test("two arms that answered nothing at all have no ratio, in figures or in words", () => {
  const shape: RunShape = {
    arms: ["single", "cluster-os"],
    trial: (trial) => withLoad(trial, { completedInWindow: 0 }),
  };
  const table = tableOf(shape);
  assert.equal(ratioOf(table, "cluster-os", "single"), null);
  assert.deepEqual(compareArms(table, familyLevel, 1), []);
  const { arms, verdict } = analyse(statedRun(makeRun(shape)));
  for (const { ratioToBaseline } of arms) assert.equal(ratioToBaseline, null);
  assert.doesNotMatch(verdict.details.join("\n"), /times/);
});

test("only blocks in which both were measured count towards a pair", () => {
  const shape: RunShape = {
    arms: ["single", "cluster-os"],
    throughput: (arm, block) => (arm === "single" ? 100 : 200 + 100 * Number(block === 0)),
    trial: (trial) => (trial.block === 0 && trial.armId === "single" ? failed(trial) : trial),
  };
  const table = tableOf(shape);
  assert.deepEqual(ratioOf(table, "cluster-os", "single"), {
    value: 2,
    low: 2,
    high: 2,
    confidence: 1 - 6 / 2 ** 7,
    n: 7,
  });
  assert.equal(completeBlocks(table, makeRun(shape)), 7);
});

test("an arm that was never measured takes no part", () => {
  const shape: RunShape = {
    arms: five,
    trial: (trial) => (trial.armId === "cluster-os" ? failed(trial) : trial),
  };
  const table = tableOf(shape);
  assert.equal(completeBlocks(table, makeRun(shape)), 8);
  assert.equal(compareArms(table, familyLevel, 1).length, 6);
  assert.equal(ratioOf(table, "cluster-os", "single"), null);
});

test("without resolving there are estimates and neither p nor outcomes", () => {
  for (const { ratio, adjustedP, outcome } of compareArms(tableOf({ arms: five, blocks: 3 }), 0, 1)) {
    assert.ok(ratio.value > 0 && ratio.low === null);
    assert.deepEqual([adjustedP, outcome], [null, "not-resolved"]);
  }
});

/** Of a single process that answers nothing in its first blocks, beside two that answer. */
function muteIn(blocks: number): FigureTable {
  return tableOf({
    arms: ["single", "cluster-os", "reverse-proxy"],
    throughput: (arm) => (arm === "reverse-proxy" ? 200 : 100),
    trial: (trial) =>
      trial.armId === "single" && trial.block < blocks ? withLoad(trial, { completedInWindow: 0 }) : trial,
  });
}

test("an arm that answered nothing has no ratio to one that did, and takes no part; in single trials those have none", () => {
  const mute = muteIn(8);
  assert.deepEqual([ratioOf(mute, "cluster-os", "single"), ratioOf(mute, "single", "cluster-os")], [null, null]);
  assert.equal(compareArms(mute, familyLevel, 1).length, 1);
  const once = ratioOf(muteIn(1), "reverse-proxy", "single");
  assert.deepEqual([once?.value, once?.n], [2, 7]);
});

test("the order of the arms turns a comparison round and changes nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 50, max: 150 }), fc.integer({ min: 50, max: 150 })), {
        minLength: 6,
        maxLength: 12,
      }),
      (rows) => {
        const { info: metric } = metricWith("throughput");
        const table = { metric, mute: new Set<string>(), blocks: rows.map((_, block) => block) };
        const [one] = compareArms({ ...table, armIds: ["a", "b"], rows }, familyLevel, 1);
        const [other] = compareArms(
          { ...table, armIds: ["b", "a"], rows: rows.map(([a, b]) => [b, a]) },
          familyLevel,
          1,
        );
        assert.equal(one?.adjustedP, other?.adjustedP);
        const turned = { better: "worse", worse: "better", "not-resolved": "not-resolved" } as const;
        assert.equal(one && turned[one.outcome], other?.outcome);
      },
    ),
  );
});

test("fewer than 6 blocks never rank, and more arms need more", () => {
  assert.deepEqual(
    [2, 3, 4, 5, 8, 9].map((arms) => blocksToRank(arms)),
    [6, 6, 7, 7, 8, 11],
  );
});

test("the best set is every arm not found worse than another, and its members share the first place", () => {
  const ranks = rankArms(
    ["a", "b", "c", "d"],
    [claim("a", "c", "better"), claim("d", "a", "worse"), claim("c", "d", "better")],
  );
  assert.deepEqual(
    [...ranks],
    [
      ["a", 1],
      ["b", 1],
      ["c", 3],
      ["d", 4],
    ],
  );
});

test("with nothing resolved all share the first place", () => {
  assert.deepEqual([...rankArms(["a", "b"], []).values()], [1, 1]);
});

test("differences found in a circle give the same place to all of it", () => {
  const circle = [claim("a", "b", "better"), claim("b", "c", "better"), claim("c", "a", "better")];
  assert.deepEqual([...rankArms(["a", "b", "c"], circle).values()], [1, 1, 1]);
});
