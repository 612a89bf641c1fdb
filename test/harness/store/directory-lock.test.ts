import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isLocked, lockDirectory } from "../../../harness/store/directory-lock.ts";
import { parseHolder, stateOf, thisProcess } from "../../../harness/store/lock-holder.ts";
import type { LockHolder } from "../../../harness/store/lock-holder.ts";
import { startStoreChild } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const beyondAnyPid = 2 ** 30;
const needsProc = { skip: process.platform !== "linux" };

function plantLock(folder: string, change: Partial<LockHolder>): void {
  writeFileSync(join(folder, ".lock"), JSON.stringify({ ...thisProcess(), ...change }));
}

test("a held folder is refused with the holder's name, and is free again after the release", (t) => {
  const folder = temporaryFolder(t);
  const lock = lockDirectory(folder);
  assert.equal(isLocked(folder), true);
  assert.throws(() => lockDirectory(folder), {
    code: "output-exists",
    message: new RegExp(`process ${process.pid} on ${hostname()}`),
  });
  lock.release();
  assert.equal(isLocked(folder), false);
  assert.deepEqual(readdirSync(folder), []);
});

test("the lock of a process that is gone is taken over", (t) => {
  const folder = temporaryFolder(t);
  plantLock(folder, { pid: beyondAnyPid });
  assert.equal(isLocked(folder), false);
  const lock = lockDirectory(folder);
  assert.equal(parseHolder(readFileSync(join(folder, ".lock"), "utf8"))?.pid, process.pid);
  assert.deepEqual(readdirSync(folder), [".lock"]);
  lock.release();
});

test("a later process of the same pid is not taken for the holder", needsProc, (t) => {
  const folder = temporaryFolder(t);
  plantLock(folder, { startTicks: "1" });
  lockDirectory(folder).release();
});

test("no process survives a boot", needsProc, (t) => {
  const folder = temporaryFolder(t);
  plantLock(folder, { bootId: "another boot" });
  lockDirectory(folder).release();
});

test("a holder on another host or in another container may live: the hint says which file to delete if not", (t) => {
  const folder = temporaryFolder(t);
  const places: readonly Partial<LockHolder>[] = [{ host: "elsewhere" }, { pidNamespace: "pid:[1]" }];
  for (const place of places) {
    plantLock(folder, { pid: beyondAnyPid, ...place });
    assert.throws(() => lockDirectory(folder), { code: "output-exists", hint: /delete .*\.lock/ });
  }
});

test("a lock without its content is being written, unless it is old", (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, ".lock");
  for (const content of ["", '{"pid":', "{}", "null"]) {
    writeFileSync(path, content);
    assert.throws(() => lockDirectory(folder), { code: "output-exists" });
    utimesSync(path, 1, 1);
    lockDirectory(folder).release();
  }
});

test("a takeover that was killed half-way does not block the folder for ever", (t) => {
  const folder = temporaryFolder(t);
  plantLock(folder, { pid: beyondAnyPid });
  writeFileSync(join(folder, ".lock.takeover"), "");
  assert.throws(() => lockDirectory(folder), { code: "output-exists" });
  utimesSync(join(folder, ".lock.takeover"), 1, 1);
  lockDirectory(folder).release();
  assert.deepEqual(readdirSync(folder), []);
});

test("a release does not remove the lock of another", (t) => {
  const folder = temporaryFolder(t);
  const lock = lockDirectory(folder);
  plantLock(folder, { pid: process.ppid, startTicks: null });
  lock.release();
  assert.deepEqual(readdirSync(folder), [".lock"]);
});

test("this process is alive, and what is no holder is none", () => {
  assert.equal(stateOf(thisProcess()), "alive");
  assert.equal(parseHolder(JSON.stringify({ ...thisProcess(), pid: "1" })), null);
  assert.deepEqual(parseHolder(JSON.stringify({ ...thisProcess(), token: "t" }))?.token, "t");
});

test("a process that exits by itself leaves no lock, one that is killed leaves it to be taken over", async (t) => {
  const folder = temporaryFolder(t);
  const create = `await store.createRunDirectory(folder); console.log("locked");`;
  const exiting = startStoreChild(t, folder, `${create} process.exit(3);`);
  assert.equal(await exiting.nextLine(), "locked");
  assert.equal(await exiting.nextLine(), null);
  assert.deepEqual(readdirSync(folder), []);

  const killed = startStoreChild(t, folder, create);
  assert.equal(await killed.nextLine(), "locked");
  assert.throws(() => lockDirectory(folder), { message: new RegExp(`process ${killed.pid} `) });
  await killed.kill();
  assert.deepEqual(readdirSync(folder), [".lock"]);
  lockDirectory(folder).release();
});

const contend = `
  let lock;
  console.log("up");
  for await (const line of lines) {
    if (line === "release") lock.release();
    try { if (line !== "release") { lock = lockDirectory(line); console.log("locked"); } }
    catch (error) { console.log(error.code); }
  }
`;

test("of many that find the same stale lock at once, exactly one gets the folder", async (t) => {
  const parent = temporaryFolder(t);
  const contenders = Array.from({ length: 4 }, () => startStoreChild(t, parent, contend));
  for (const contender of contenders) assert.equal(await contender.nextLine(), "up");
  for (let round = 0; round < 40; round += 1) {
    const folder = join(parent, String(round));
    mkdirSync(folder);
    plantLock(folder, { pid: beyondAnyPid });
    for (const contender of contenders) contender.say(folder);
    const outcomes = await Promise.all(contenders.map((contender) => contender.nextLine()));
    const winners = contenders.filter((_, index) => outcomes[index] === "locked");
    assert.deepEqual([winners.length, outcomes.filter((outcome) => outcome === "output-exists").length], [1, 3]);
    assert.deepEqual(readdirSync(folder), [".lock"]);
    for (const winner of winners) winner.say("release");
  }
});
