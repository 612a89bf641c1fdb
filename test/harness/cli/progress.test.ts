import assert from "node:assert/strict";
import { test } from "node:test";
import { disturbanceOf } from "../../../harness/analysis/disturbance.ts";
import { showProgress } from "../../../harness/cli/progress.ts";
import type { Terminal } from "../../../harness/cli/terminal.ts";
import { remainingTrials, withResult, type Course } from "../../../harness/course.ts";
import type { TrialResult } from "../../../harness/model/index.ts";
import { newRun } from "../../support/new-run.ts";
import { failed, makeRun, withMachine, type RunShape } from "../../support/trials.ts";

/** What is told of a run of which every trial ends in `outcome`, in order, from before its first trial. */
function told(shape: RunShape, course: Partial<Course>, outcome: TrialResult, interactive = false): readonly string[] {
  const lines: string[] = [];
  const terminal: Terminal = {
    out: () => {},
    note: (text) => void lines.push(text.trimEnd()),
    colour: false,
    width: 100,
    redraw: () => {},
    interactive,
    ask: () => Promise.resolve(null),
    hintFor: (hint: string) => hint,
  };
  let run = newRun(makeRun(shape).plan);
  const progress = showProgress(run, { seconds: Infinity, untilMillis: Infinity }, terminal);
  for (let [next] = remainingTrials(run); next !== undefined; [next] = remainingTrials(run)) {
    const result = { ...outcome, ...next };
    run = withResult(run, result, { disturbanceOf: () => null, isDecided: () => false, ...course });
    progress.onTrial(run);
  }
  progress.end();
  return lines;
}

const shape: RunShape = { arms: ["single"], blocks: 8, throughput: () => 100 };
const [measured] = makeRun(shape).trials;
const noise = { cause: "foreign-cpu", inWords: "noise" } as const;
assert.ok(measured?.status === "measured");

test("blocks are told by their numbers in the results, also those that are measured in place of another", () => {
  const lines = told(shape, { disturbanceOf: ({ block }) => (block === 1 || block >= 8 ? noise : null) }, measured);
  assert.equal(lines[0], "block 0 (1 of 8 trials done, about 52 s left): single 100 req/s");
  assert.deepEqual(
    lines.map((line) => line.replace(/ \(.*/, "")),
    [
      "block 0",
      "block 1",
      "block 1 is measured again: noise in trial 1",
      "block 8, in place of 1",
      "block 8 is measured again: noise in trial 8",
      "block 9, in place of 1",
      ...[2, 3, 4, 5, 6, 7].map((block) => `block ${block}`),
    ],
  );
});

test("a person at a terminal gets the lines that a pipe gets, and hears at once that the machine stays busy", () => {
  const crowded = withMachine(measured, { foreignCpuShare: 0.5 });
  const lines = told({ ...shape, blocks: 24 }, { disturbanceOf }, crowded);
  assert.deepEqual(told({ ...shape, blocks: 24 }, { disturbanceOf }, crowded, true), lines);
  const at = lines.findIndex((line) => line.startsWith("The machine stays too busy: other programs used 50.0% "));
  assert.match(lines[at - 1] ?? "", /^block 25, in place of 0 /);
  assert.match(lines[at + 1] ?? "", /^block 1 /);
});

test("a trial that failed is told of in a sentence, without what the app printed", () => {
  const crash = failed(measured, "app.js exited with code 1:\nError: no database\n    at main");
  assert.deepEqual(told({ ...shape, blocks: 1 }, {}, crash), [
    "single, block 0, failed: app.js exited with code 1.",
    "block 0 (1 of 1 trial done, about 0 s left): single failed",
  ]);
});
