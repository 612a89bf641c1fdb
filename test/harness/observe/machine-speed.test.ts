import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { meanOfWork, timeOf, watchSpeed } from "../../../harness/observe/machine-speed.ts";

const word = new Int32Array(new SharedArrayBuffer(4));

test("it is CPU time of the work, and not the time for which it waits", () => {
  let turns = 0;
  const waiting = timeOf(() => {
    turns += 1;
    Atomics.wait(word, 0, 0, 50);
  });
  assert.equal(turns, 2, "once for the caches, and once to be timed");
  assert.ok(waiting < 25_000, `${waiting} µs of 50,000 waited`);
  const spinning = timeOf(() => {
    const until = performance.now() + 50;
    while (performance.now() < until);
  });
  assert.ok(spinning > 10 * Math.max(1, waiting), `${spinning} µs`);
});

test("the mean is of all but the longest twentieth, and of too few there is none", () => {
  assert.equal(meanOfWork(Array.from({ length: 19 }, () => 25)), null);
  assert.equal(meanOfWork([...Array.from({ length: 38 }, (_, one) => (one % 2 === 0 ? 20 : 30)), 900, 1_000]), 25);
  assert.equal(meanOfWork([...Array.from({ length: 19 }, () => 25), 5_000]), 25);
});

test("what was before it started does not count, and once it has ended no further work is done", async () => {
  const speed = watchSpeed();
  await pause(150);
  speed.start();
  assert.equal(speed.stop(), null);
  await pause(150);
  assert.equal(speed.stop(), null);
});
