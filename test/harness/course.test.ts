import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  countedBlocks,
  countedTrials,
  endedByTime,
  remainingTrials,
  replacedBlocksOf,
  replacedUpTo,
  trialCount,
  withResult,
  type Course,
} from "../../harness/course.ts";
import type { Run } from "../../harness/model/index.ts";
import { newRun } from "../support/new-run.ts";
import { failed, makeRun } from "../support/trials.ts";

const calm: Course = { disturbanceOf: () => null, isDecided: () => false };

const [measured] = makeRun({ arms: ["single"], blocks: 1 }).trials;

/** Runs to the end, without any load. */
function runOut(start: Run, course: Course): Run {
  let run = start;
  for (let [next] = remainingTrials(run); next !== undefined; [next] = remainingTrials(run)) {
    assert.ok(measured?.status === "measured");
    run = withResult(run, { ...measured, ...next }, course);
  }
  return run;
}

function begun(blocks: number, looks?: readonly number[]): Run {
  const { plan } = makeRun({ arms: ["single", "cluster-os"], blocks });
  return newRun(looks === undefined ? plan : { ...plan, looks });
}

test("the trials that remain are those with no result, failed ones counting as results", () => {
  const run = makeRun({
    arms: ["single", "cluster-os"],
    blocks: 3,
    trial: (trial) => (trial.index > 2 ? null : failed(trial)),
  });
  assert.deepEqual(
    remainingTrials(run).map(({ index }) => index),
    [3, 4, 5],
  );
  assert.deepEqual(remainingTrials(newRun(run.plan)), run.plan.trials);
});

test("a run that nothing disturbs is its plan", () => {
  const run = runOut(begun(8), calm);
  assert.deepEqual(
    run.trials.map(({ index }) => index),
    run.plan.trials.map(({ index }) => index),
  );
  assert.equal(countedBlocks(run), 8);
});

test("at most a quarter of the blocks is measured again, however disturbed the machine is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.boolean()), (blocks, stream) => {
      const course: Course = { ...calm, disturbanceOf: () => (stream.next().value ? "noise" : null) };
      const run = runOut(begun(blocks), course);
      assert.ok(run.replacedBlocks.length <= blocks / 4);
      assert.equal(countedBlocks(run), blocks);
      assert.equal(countedTrials(run).length, 2 * blocks);
      assert.equal(run.trials.length, trialCount(run));
      assert.equal(new Set(run.trials.map(({ index }) => index)).size, run.trials.length);
    }),
  );
});

test("what replaces a block is measured at once, and may be replaced itself", () => {
  const disturbed = new Set([2, 8]);
  const run = runOut(begun(8), { ...calm, disturbanceOf: ({ block }) => (disturbed.has(block) ? "noise" : null) });
  assert.deepEqual([...new Set(run.trials.map(({ block }) => block))], [0, 1, 2, 8, 9, 3, 4, 5, 6, 7]);
  assert.equal(replacedUpTo(run.plan), 2);
});

function countedInOrder(run: Run): readonly number[] {
  return countedTrials(run).map(({ block }) => block);
}

test("a block counts until all of what is measured in its place is there", () => {
  const done = runOut(begun(4), { ...calm, disturbanceOf: ({ block }) => (block === 0 ? "noise" : null) });
  const after = (trials: number): Run => ({ ...done, trials: done.trials.slice(0, trials) });
  assert.deepEqual(done.replacedBlocks, [{ block: 0, by: 4, reason: "noise in trial 0" }]);
  assert.deepEqual(
    [2, 3, 4].map((trials) => countedInOrder(after(trials))),
    [
      [0, 0],
      [0, 0],
      [4, 4],
    ],
  );
  assert.deepEqual(
    [2, 3, 4].map((trials) => countedBlocks(after(trials))),
    [1, 1, 1],
  );
  assert.deepEqual(
    [2, 3, 4].map((trials) => replacedBlocksOf(after(trials)).length),
    [0, 0, 1],
  );
});

test("a block that time left no room to replace counts, and is not said to be replaced", () => {
  const done = runOut(begun(4), { ...calm, disturbanceOf: ({ block }) => (block === 0 ? "noise" : null) });
  const ended = endedByTime({ ...done, trials: done.trials.slice(0, 2) });
  assert.deepEqual([ended.earlyEnd, ended.replacedBlocks], [{ blocks: 1, because: "time" }, []]);
  assert.equal(countedTrials(ended).length, 2);
});

test("a run with looks is asked whether it is decided after so many blocks, and not between", () => {
  const asked: number[] = [];
  const isDecided = (run: Run): boolean => {
    asked.push(countedBlocks(run));
    return asked.length === 2;
  };
  const run = runOut(begun(12, [6, 9, 12]), { ...calm, isDecided });
  assert.deepEqual(asked, [6, 9]);
  assert.deepEqual(run.earlyEnd, { blocks: 9, because: "decided" });
  assert.deepEqual(remainingTrials(run), []);
});
