import assert from "node:assert/strict";
import { test } from "node:test";
import { watchMemory } from "../../../harness/observe/memory-watch.ts";
import { sampleProcess } from "../../../harness/observe/processes.ts";
import { startChild } from "./child.ts";

const needsProc = { skip: process.platform !== "linux" };
const mebibyte = 2 ** 20;

const hoarder = `
  import { createInterface } from "node:readline";
  console.log("up");
  let hoard;
  for await (const line of createInterface(process.stdin)) {
    if (line === "end") process.exit();
    hoard = Buffer.alloc(64 * 2 ** 20, 1);
    console.log(hoard.length);
  }
`;

test("the peak is kept when the process has gone meanwhile", needsProc, async (t) => {
  const child = startChild(t, hoarder);
  await child.nextLine();
  const idleBytes = sampleProcess(child.pid)?.rssBytes ?? Number.NaN;
  t.mock.timers.enable({ apis: ["setInterval"] });
  const watch = watchMemory([child.pid], 250);
  child.say("hoard");
  await child.nextLine();
  t.mock.timers.tick(250);
  child.say("end");
  await child.ended();
  const peakBytes = watch.stop([]).get(child.pid) ?? Number.NaN;
  assert.ok(peakBytes - idleBytes > 60 * mebibyte, `from ${idleBytes} to ${peakBytes}`);
});

test("stopping takes a last sample, so that a short window has one too", needsProc, async (t) => {
  const child = startChild(t, hoarder);
  await child.nextLine();
  const watch = watchMemory([child.pid], 1_000_000);
  child.say("hoard");
  await child.nextLine();
  assert.ok((watch.stop([]).get(child.pid) ?? 0) > 64 * mebibyte);
});

test("a process that began after the watch did has the largest that it ever had", needsProc, async (t) => {
  const watch = watchMemory([]);
  const child = startChild(t, hoarder);
  await child.nextLine();
  child.say("hoard");
  await child.nextLine();
  assert.ok((watch.stop([child.pid, 2 ** 30]).get(child.pid) ?? 0) > 64 * mebibyte);
});

test("a process that was never seen has no entry", () => {
  assert.equal(watchMemory([2 ** 30]).stop([]).size, 0);
});
