import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { observeWindow } from "../../../harness/execute/window.ts";
import { sampleProcess } from "../../../harness/observe/processes.ts";
import { bootTarget, testApp } from "../../support/boot-target.ts";
import { eventually } from "../../support/eventually.ts";
import { ask } from "../../support/http.ts";

test("a thread that is too busy to look at its probe has the CPU time that the system counts, and is not made idle", async (t) => {
  const app = { ...testApp("floods-its-pool.js"), poolVariable: "POOL_THREADS" };
  const target = await bootTarget(t, { strategy: "worker-threads", workers: 1, app });
  const done = async (): Promise<number> => Number((await ask(target.url)).body.toString());
  await eventually("work in the pool", async () => ((await done()) > 0 ? true : null));
  const observer = observeWindow(target, [], { measuredSeconds: 1, followsSpeed: false });
  observer.start();
  const before = await done();
  await eventually("a part of a burst", async () => ((await done()) > before + 200 ? true : null));
  observer.end();
  const { workers, unread, processes } = await observer.result;
  const pool = workers?.find(({ threadId }) => threadId > 0);
  const whole = processes?.find(({ role }) => role === "worker")?.cpuMicros ?? Infinity;
  assert.ok((pool?.cpuMicros ?? 0) > 0.6 * whole, `${pool?.cpuMicros} of ${whole} µs`);
  assert.deepEqual(unread, [], "it answers nobody, so none of its counts can be of another time");
});

test("a process that begins within the window has the memory that it takes, and had none before", async (t) => {
  const target = await bootTarget(t, { app: testApp("begins-a-helper.js") });
  const observer = observeWindow(target, [], { measuredSeconds: 1, followsSpeed: false });
  observer.start();
  const pid = Number((await ask(target.url)).body.toString());
  observer.end();
  const { processes } = await observer.result;
  const helper = processes?.find((one) => one.pid === pid);
  assert.deepEqual([helper?.role, helper?.rssIdleBytes], ["worker", 0]);
  assert.ok((helper?.rssLoadBytes ?? 0) > 64 * 2 ** 20, `${helper?.rssLoadBytes} bytes`);
});

test("a process that begins in the warm-up counts with what it uses within the window, and no more", async (t) => {
  const target = await bootTarget(t, { app: testApp("begins-a-helper.js") });
  const observer = observeWindow(target, [], { measuredSeconds: 1, followsSpeed: false });
  const pid = Number((await ask(target.url)).body.toString());
  observer.warmUp(0);
  // After the look, which is due at the same time and was asked for earlier.
  await pause(1);
  const before = sampleProcess(pid)?.cpuMicros ?? 0;
  observer.start();
  observer.end();
  const { processes, observedSeconds = Number.NaN } = await observer.result;
  const used = (processes?.find((one) => one.pid === pid)?.cpuMicros ?? Infinity) * observedSeconds;
  assert.ok(before > 20_000, `a program of Node.js begins with ${before} µs`);
  assert.ok(used < before / 2, `${used} of ${before} µs`);
});

test("the CPU time of programs that an app runs for each request is the app's, and nobody else's", async (t) => {
  const target = await bootTarget(t, { app: testApp("converts.js") });
  await ask(target.url);
  const observer = observeWindow(target, [], { measuredSeconds: 1, followsSpeed: false });
  observer.start();
  for (let request = 0; request < 3; request += 1) await ask(target.url);
  observer.end();
  const { processes, machine, observedSeconds = Number.NaN } = await observer.result;
  const worker = processes?.find(({ role }) => role === "worker");
  // In proportion to a window of one second.
  const used = (worker?.childrenCpuMicros ?? 0) * observedSeconds;
  assert.ok(used >= 3 * 95_000, `${used} µs`);
  assert.ok((worker?.cpuMicros ?? 0) >= (worker?.childrenCpuMicros ?? Infinity));
  assert.ok(machine.foreignCpuShare === null || machine.foreignCpuShare <= 1);
});

test("how fast the machine is gets followed where that is asked for, as CPU time of the same piece of work", async (t) => {
  const target = await bootTarget(t, { app: testApp("converts.js") });
  const follow = async (followsSpeed: boolean): Promise<number | undefined> => {
    const observer = observeWindow(target, [], { measuredSeconds: 1, followsSpeed });
    observer.start();
    await pause(200);
    observer.end();
    return (await observer.result).machine.workMicros;
  };
  assert.equal(await follow(false), undefined);
  const found = (await follow(true)) ?? 0;
  assert.ok(found > 1 && found < 2_000, `${found} µs`);
});
