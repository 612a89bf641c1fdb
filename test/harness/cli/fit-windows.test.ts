import assert from "node:assert/strict";
import { test } from "node:test";
import { fitWindows } from "../../../harness/cli/fit-windows.ts";
import type { Arm } from "../../../harness/model/index.ts";

const planned = { warmupSeconds: 2, measuredSeconds: 3 };
const closed: Arm = {
  id: "single",
  strategy: "single",
  options: {},
  workers: 1,
  load: { kind: "closed", connections: 8, connectionMode: "keep-alive", timeoutSeconds: 10 },
};
const ramp: Arm = {
  ...closed,
  load: {
    ...closed.load,
    kind: "open",
    arrivals: "poisson",
    profile: [
      { seconds: 0, rate: 1 },
      { seconds: 3, rate: 9 },
    ],
  },
};

function fit(answerSeconds: number, given: Parameters<typeof fitWindows>[2] = {}, arm = closed, lengths = planned) {
  const notes: string[] = [];
  const fitted = fitWindows(lengths, { answerSeconds, arms: [arm] }, given, (line) => notes.push(line));
  return { ...fitted, notes };
}

test("windows that hold a response three times over stay as they are, without a word", () => {
  assert.deepEqual(fit(1), { ...planned, notes: [] });
});

test("a response that takes longer lengthens window and warm-up, and it is said", () => {
  const { notes, ...fitted } = fit(4);
  assert.deepEqual(fitted, { warmupSeconds: 5, chosenWarmupSeconds: 2, measuredSeconds: 12 });
  assert.deepEqual(notes, [
    "a response takes 4 s: each trial is measured for 12 s rather than 3 s and warmed up for 5 s rather than 2 s",
  ]);
  assert.deepEqual(fit(4, { duration: 20 }, closed, { ...planned, measuredSeconds: 20 }).notes, [
    "a response takes 4 s: each trial is warmed up for 5 s rather than 2 s",
  ]);
});

test("what was asked for stays, unless no response fits into it: then it is refused with what would do", () => {
  const asked = { warmupSeconds: 1, measuredSeconds: 5 };
  const { notes: _, ...kept } = fit(4, { duration: 5, warmup: 1 }, closed, asked);
  assert.deepEqual(kept, asked);
  assert.throws(() => fit(4, { duration: 3 }), { code: "bad-option", hint: /--duration 12s --warmup 5s/ });
  assert.throws(() => fit(4, { duration: 3, warmup: null }), { hint: /^Give --duration 12s or more, or drop it/ });
});

test("a warm-up that is a baseline's is lengthened too, and is known by what it was", () => {
  const { notes, ...fitted } = fit(4, { warmup: null });
  assert.deepEqual(fitted, { warmupSeconds: 5, chosenWarmupSeconds: 2, measuredSeconds: 12 });
  assert.equal(notes.length, 1);
});

test("a warm-up that was asked for and is shorter than a response is noted with what would do", () => {
  assert.match(fit(4, { warmup: 2 }).notes.join(), /^--warmup is 2 s, but a response takes 4 s: .*--warmup 5s or more/);
  assert.deepEqual(fit(2, { duration: 3, warmup: 2 }).notes, []);
});

test("a load that changes over its window keeps it", () => {
  assert.equal(fit(4, {}, ramp).measuredSeconds, 3);
});
