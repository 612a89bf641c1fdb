import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../harness/analysis/index.ts";
import { isResolved, levelAt, looksFor } from "../../../harness/analysis/looks.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import type { Run } from "../../../harness/model/index.ts";
import { blocksNeeded } from "../../../harness/stats/all-pairs.ts";
import { makeRun, type RunShape } from "../../support/trials.ts";

function sequential(change: Partial<RunShape> = {}, looks: readonly number[] = [7, 11, 17, 24]): Run {
  return makeRun({ arms: ["single", "cluster-os"], blocks: 7, ...change, plan: { looks } });
}

test("the first look is the first at which the arms could be told apart, and the last is the most", () => {
  for (const arms of [2, 3, 5, 8]) {
    const looks = looksFor(arms, 24);
    const run = sequential({}, looks);
    assert.equal(looks.at(-1), 24);
    assert.ok(looks.length > 1);
    assert.ok(blocksNeeded(arms, levelAt(run.plan, looks[0] ?? 0)) <= (looks[0] ?? 0), `${arms}: ${looks.join()}`);
  }
  assert.deepEqual(looksFor(2, 6), [6]);
});

test("looking more than once costs level, and before the first look nothing may be claimed", () => {
  const { plan } = sequential();
  assert.equal(levelAt(plan, 6), 0);
  assert.ok(levelAt(plan, 7) < 0.025);
  assert.equal(levelAt(plan, 8), levelAt(plan, 7));
  assert.equal(levelAt(makeRun({ arms: ["single"] }).plan, 3), 0.05);
});

test("arms that differ are resolved at the first look, and ranked by the report", () => {
  const run = sequential();
  assert.equal(isResolved(run), true);
  const { verdict } = analyse(statedRun({ ...run, earlyEnd: { blocks: 7, because: "decided" } }));
  assert.equal(verdict.ranked, true);
});

test("arms that are the same within the margin are resolved; arms in noise are not", () => {
  const same = sequential({ throughput: (_arm, block) => 1_000 + block });
  assert.equal(isResolved(same), true);
  const noisy = sequential({ throughput: (arm, block) => (arm === "single" ? 1_000 : block % 2 === 0 ? 800 : 1_300) });
  assert.equal(isResolved(noisy), false);
});

test("a report of a run that has not come to its first look claims no ranking", () => {
  const { verdict } = analyse(statedRun(sequential({ blocks: 5 })));
  assert.match(verdict.headline, /^No ranking: 5 complete blocks, and the first look is after 7\.$/);
});
