import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  busyMachine,
  countedBlocks,
  countedTrials,
  endedByTime,
  isTimeUp,
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

const noise = { cause: "foreign-cpu", inWords: "noise" } as const;
const steal = { cause: "steal", inWords: "time was stolen" } as const;

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

test("a block in which a trial failed is not measured again, however busy the machine was", () => {
  assert.ok(measured?.status === "measured");
  let run = begun(8);
  for (const trial of run.plan.trials.filter(({ block }) => block === 0)) {
    const result = { ...measured, ...trial };
    run = withResult(run, trial.position === 0 ? result : failed(result), { ...calm, disturbanceOf: () => noise });
  }
  assert.deepEqual(run.replacedBlocks, []);
  assert.deepEqual(
    countedTrials(run).map(({ status }) => status),
    ["measured", "failed"],
  );
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
    fc.property(fc.integer({ min: 1, max: 30 }), fc.func(fc.constantFrom(null, noise, steal)), (blocks, found) => {
      const course: Course = { ...calm, disturbanceOf: ({ index }) => found(index) };
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
  const run = runOut(begun(8), { ...calm, disturbanceOf: ({ block }) => (disturbed.has(block) ? noise : null) });
  assert.deepEqual([...new Set(run.trials.map(({ block }) => block))], [0, 1, 2, 8, 9, 3, 4, 5, 6, 7]);
  assert.equal(replacedUpTo(run.plan), 2);
});

function countedInOrder(run: Run): readonly number[] {
  return countedTrials(run).map(({ block }) => block);
}

test("a block counts until all of what is measured in its place is there", () => {
  const done = runOut(begun(4), { ...calm, disturbanceOf: ({ block }) => (block === 0 ? noise : null) });
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
  const done = runOut(begun(4), { ...calm, disturbanceOf: ({ block }) => (block === 0 ? noise : null) });
  const ended = endedByTime({ ...done, trials: done.trials.slice(0, 2) });
  assert.deepEqual([ended.earlyEnd, ended.replacedBlocks], [{ blocks: 1, because: "time" }, []]);
  assert.equal(countedTrials(ended).length, 2);
});

test("a machine that stays busy is waited for twice, and again only once it was quiet in between", () => {
  const busy = runOut(begun(24), { ...calm, disturbanceOf: () => noise });
  assert.deepEqual(
    busy.replacedBlocks.map(({ block, by }) => [block, by]),
    [
      [0, 24],
      [24, 25],
    ],
  );
  const disturbed = new Set([0, 24, 25, 1, 3]);
  const again = runOut(begun(24), { ...calm, disturbanceOf: ({ block }) => (disturbed.has(block) ? noise : null) });
  assert.deepEqual(
    again.replacedBlocks.map(({ block }) => block),
    [0, 24, 3],
  );
  const other = runOut(begun(24), { ...calm, disturbanceOf: ({ block }) => (block === 25 ? steal : noise) });
  assert.deepEqual(
    other.replacedBlocks.map(({ block }) => block),
    [0, 24, 25],
  );
});

test("that it stays busy is said when it is seen, once in a row", () => {
  const course = { ...calm, disturbanceOf: () => noise };
  const said: number[] = [];
  let run = begun(8);
  for (let [next] = remainingTrials(run); next !== undefined; [next] = remainingTrials(run)) {
    assert.ok(measured?.status === "measured");
    run = withResult(run, { ...measured, ...next }, course);
    if (busyMachine(run, course) !== null) said.push(next.block);
  }
  assert.deepEqual(said, [9]);
});

test("no more than a quarter of a time limit is spent on blocks that are measured again", () => {
  assert.ok(measured?.status === "measured");
  const block = 2 * measured.times.totalSeconds;
  const replaced = [3.9, 4.1].map((blocks) => {
    const course = { ...calm, disturbanceOf: () => noise, limitSeconds: blocks * block };
    return runOut(begun(24), course).replacedBlocks.length;
  });
  assert.deepEqual(replaced, [0, 1]);
});

test("a run that is certain ends between two looks, and one that is complete is not cut short", () => {
  const run = runOut(begun(12, [12]), { ...calm, isCertain: ({ trials }) => trials.length >= 6 });
  assert.deepEqual([run.earlyEnd, run.trials.length], [{ blocks: 3, because: "decided" }, 6]);
  assert.equal(runOut(begun(3), { ...calm, isCertain: ({ trials }) => trials.length === 6 }).earlyEnd, undefined);
});

test("time is up once it has passed, and before a block that would be cut off by it", () => {
  assert.ok(measured?.status === "measured");
  const seconds = measured.times.totalSeconds;
  const done = runOut(begun(4), calm);
  const after = (trials: number): Run => ({ ...done, trials: done.trials.slice(0, trials) });
  const isUp = (trials: number, left: number): boolean => isTimeUp(after(trials), left);
  assert.deepEqual([isUp(0, 0.1), isUp(0, 0), isUp(1, 0.1), isUp(1, -1)], [false, true, false, true]);
  assert.deepEqual([isUp(2, 0.9 * seconds), isUp(2, 1.1 * seconds)], [true, false]);
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
