import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { bootTarget, testApp } from "../../support/boot-target.ts";
import { eventually } from "../../support/eventually.ts";

test("a process that has no file descriptor left is sampled all the same, and goes on", async (t) => {
  const target = await bootTarget(t, { app: testApp("plain.js") });
  const [before] = (await target.sample({ resetDelay: false })).samples;
  assert.ok(before !== undefined);
  execFileSync("prlimit", ["--pid", String(before.pid), "--nofile=3:3"]);
  const { samples, missing } = await target.sample({ resetDelay: false });
  assert.deepEqual(missing, []);
  assert.ok((samples[0]?.rssBytes ?? 0) >= before.rssBytes / 2);
  assert.ok((samples[0]?.heapUsedBytes ?? 0) > 0);
  assert.equal(target.broken.aborted, false);
});

test("what waits for a thread of libuv's pool is seen to wait, and for as long as others before it take", async (t) => {
  const target = await bootTarget(t, { app: testApp("fills-pool.js") });
  const waitAbove = (micros: number) => async (): Promise<number | null> => {
    const [probe] = (await target.sample({ resetDelay: true })).samples;
    const wait = probe?.poolWaitP50Micros ?? 0;
    return wait > micros ? wait : null;
  };
  const quiet = await eventually("a first piece of work in the pool", waitAbove(0));
  await fetch(`${target.url}/fill`);
  await eventually("work that waits", waitAbove(Math.max(20_000, 3 * quiet)));
});

test("what keeps the event loop from taking an answer of libuv's pool is no wait for the pool", async (t) => {
  const target = await bootTarget(t, { app: testApp("never-idles.js") });
  await fetch(target.url);
  await target.sample({ resetDelay: true });
  const wait = await eventually("a first piece of work in the pool", async () => {
    const [probe] = (await target.sample({ resetDelay: false })).samples;
    return probe === undefined || probe.poolWaitP50Micros === 0 ? null : probe.poolWaitP50Micros;
  });
  assert.equal(wait, 1, "the least that is recorded: it did not idle for a moment");
});
