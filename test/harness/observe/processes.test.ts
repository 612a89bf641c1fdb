import assert from "node:assert/strict";
import { test } from "node:test";
import { readProcessStat, ticksToMicros } from "../../../harness/observe/proc.ts";
import { descendants, isGroupEmpty, processGroupMembers, sampleProcess } from "../../../harness/observe/processes.ts";
import { startChild, until } from "./child.ts";

const needsProc = { skip: process.platform !== "linux" };
const beyondAnyPid = 2 ** 30;

const spinner = `
  let used = 0;
  while (used < 200_000) { const { user, system } = process.cpuUsage(); used = user + system; }
  console.log(used);
  process.stdin.resume();
`;

/** A child that starts two: one in its own group and one in another, and tells their pids. */
const family = `
  import { spawn } from "node:child_process";
  const idle = ["--eval", "while (process.cpuUsage().user < 50_000); console.log('up'); setInterval(() => {}, 1e6)"];
  const start = async (detached) => {
    const child = spawn(process.execPath, idle, { stdio: ["ignore", "pipe", "inherit"], detached });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return child.pid;
  };
  const inside = await start(false);
  const outside = await start(true);
  console.log(JSON.stringify({ inside, outside }));
  process.stdin.resume();
`;

function parseFamily(line: string): { readonly inside: number; readonly outside: number } {
  const [inside, outside] = line.match(/\d+/g)?.map(Number) ?? [];
  if (inside === undefined || outside === undefined) throw new Error(`no pids in ${line}`);
  return { inside, outside };
}

test("the CPU time of a child that spins is what the child itself counts, to two ticks", needsProc, async (t) => {
  const child = startChild(t, spinner);
  const usedMicros = Number(await child.nextLine());
  const sample = sampleProcess(child.pid);
  assert.ok(sample !== null);
  assert.ok(sample.cpuMicros >= usedMicros - 2 * ticksToMicros(1), `${sample.cpuMicros} of ${usedMicros}`);
  assert.ok(sample.rssBytes > 10 * 2 ** 20);
});

test("a process that does not exist has no sample", () => {
  assert.equal(sampleProcess(beyondAnyPid), null);
});

test("members are found by group and descendants by parent, and both vanish with them", needsProc, async (t) => {
  const child = startChild(t, family);
  const { inside, outside } = parseFamily(await child.nextLine());
  t.after(() => {
    if (readProcessStat(outside) !== null) process.kill(outside, "SIGKILL");
  });
  assert.deepEqual(new Set(processGroupMembers(child.pid)), new Set([child.pid, inside]));
  assert.deepEqual(processGroupMembers(outside), [outside]);
  assert.deepEqual(new Set(descendants([child.pid])), new Set([inside, outside]));
  assert.ok(descendants([process.pid])?.includes(inside));
  assert.deepEqual(descendants([inside]), []);
  assert.equal(isGroupEmpty(child.pid), false);
  process.kill(outside, "SIGKILL");
  process.kill(-child.pid, "SIGKILL");
  await child.ended();
  await until(() => processGroupMembers(child.pid)?.length === 0);
  assert.equal(isGroupEmpty(child.pid), true);
  assert.deepEqual(descendants([child.pid]), []);
});

test(
  "a group whose only process is a zombie is empty, and the zombie still tells the CPU time it used",
  needsProc,
  async (t) => {
    const child = startChild(t, family);
    const { outside } = parseFamily(await child.nextLine());
    assert.equal(isGroupEmpty(outside), false);
    process.kill(child.pid, "SIGSTOP");
    await until(() => readProcessStat(child.pid)?.state === "T");
    process.kill(outside, "SIGKILL");
    await until(() => readProcessStat(outside)?.state === "Z" && readProcessStat(outside)?.threads === 1);
    assert.doesNotThrow(() => process.kill(-outside, 0), "signal 0 alone would say that the group lives");
    assert.equal(isGroupEmpty(outside), true);
    assert.deepEqual(processGroupMembers(outside), []);
    const sample = sampleProcess(outside);
    assert.ok(sample !== null && sample.cpuMicros > 0);
    assert.equal(sample.rssBytes, 0);
  },
);

test("a group that does not exist is empty", () => {
  assert.equal(isGroupEmpty(beyondAnyPid), true);
});
