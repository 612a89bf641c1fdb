import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { watchSpeed } from "../../../harness/observe/machine-speed.ts";

test("it is CPU time of a short piece of work, and not the time for which something else had the core", async () => {
  const speed = watchSpeed();
  await pause(100);
  speed.start();
  for (let turn = 0; turn < 10; turn += 1) {
    const until = performance.now() + 10;
    while (performance.now() < until);
    await pause(10);
  }
  const found = speed.stop() ?? Number.NaN;
  assert.ok(found > 2 && found < 1_000, `${found} µs`);
});

test("what was before it started does not count, and once it has ended no further work is done", async () => {
  const speed = watchSpeed();
  await pause(50);
  speed.start();
  assert.equal(speed.stop(), null);
  await pause(50);
  assert.equal(speed.stop(), null);
});
