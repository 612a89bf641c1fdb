import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { bootTarget, testApp } from "../../support/boot-target.ts";

test("a process that has no file descriptor left is sampled all the same, and goes on", async (t) => {
  const target = await bootTarget(t, { app: testApp("plain.js") });
  const [before] = (await target.sample({ resetDelay: false })).samples;
  assert.ok(before !== undefined);
  execFileSync("prlimit", ["--pid", String(before.pid), "--nofile=3:3"]);
  const { samples, missing } = await target.sample({ resetDelay: false });
  assert.equal(missing, 0);
  assert.ok((samples[0]?.rssBytes ?? 0) >= before.rssBytes / 2);
  assert.ok((samples[0]?.heapUsedBytes ?? 0) > 0);
  assert.equal(target.broken.aborted, false);
});
