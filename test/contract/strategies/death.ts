import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BroadsideError } from "../../../harness/errors.ts";
import { isAlive } from "../../../harness/observe/processes.ts";
import { sampleApp } from "../../../scenarios/sample-app.ts";
import type { Strategy } from "../../../targets/strategy.ts";
import { eventually } from "../../support/eventually.ts";
import { ask } from "../../support/http.ts";
import { listenersOf, stillOpen, type Listening } from "../../support/ports.ts";
import { applicable, boot, specOf } from "./boot.ts";

const holder = fileURLToPath(new URL("../../support/target-holder.ts", import.meta.url));

/** What a target is made of while it runs. */
type Parts = {
  readonly members: readonly number[];
  readonly listeners: readonly Listening[];
  /** For files of its own, as the command lines of its processes name them. */
  readonly folders: readonly string[];
};

function foldersOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").match(/\/[^\0 ]*broadside-target-\w+/g) ?? [];
}

function partsOf(members: readonly number[]): Parts {
  const listeners = listenersOf(members);
  assert.ok(listeners.length > 0);
  return { members, listeners, folders: members.flatMap(foldersOf) };
}

function assertGone({ members, listeners, folders }: Parts): void {
  assert.deepEqual(members.filter(isAlive), []);
  assert.deepEqual(stillOpen(listeners), []);
  assert.deepEqual(folders.filter(existsSync), []);
}

async function untilGone(parts: Parts): Promise<void> {
  await eventually("the end of all its processes", () => (parts.members.some(isAlive) ? null : true));
  assertGone(parts);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [line] = await once(createInterface(stream), "line");
  return String(line);
}

export function testsOfDeath(strategy: Strategy): void {
  test("stop leaves no process and frees the port, and may be called again", async (t) => {
    const target = await boot(t, strategy, sampleApp);
    await ask(`${target.url}/ping`);
    const parts = partsOf(target.members());
    const seconds = await target.stop();
    assertGone(parts);
    assert.equal(await target.stop(), seconds);
  });

  test("stop ends an app that ignores SIGTERM", async (t) => {
    const target = await boot(t, strategy, applicable("ignores-sigterm.js"));
    assert.equal((await ask(target.url)).body.toString(), "stubborn\n");
    const parts = partsOf(target.members());
    await target.stop();
    assertGone(parts);
  });

  test("stop ends a worker that is caught in an endless loop, and its probe is reported missing", async (t) => {
    const target = await boot(t, strategy, applicable("echo.js"));
    const parts = partsOf(target.members());
    const answered = ask(`${target.url}/stop-answering`).then(
      () => true,
      () => false,
    );
    await eventually("a probe that is missing", async () => {
      const { missing } = await target.sample({ resetDelay: false });
      // On a full machine another's answer may be late as well.
      return missing.length >= 1 ? true : null;
    });
    await target.stop();
    assertGone(parts);
    assert.equal(await answered, false);
  });

  test("a worker killed while it runs breaks the target, with the reason, and the rest can be stopped", async (t) => {
    const target = await boot(t, strategy, sampleApp);
    const worker = target.processes.find(({ role }) => role === "worker");
    assert.ok(worker !== undefined);
    const parts = partsOf(target.members());
    assert.equal(target.broken.aborted, false);
    process.kill(worker.pid, "SIGKILL");
    if (!target.broken.aborted) await once(target.broken, "abort");
    assert.ok(target.broken.reason instanceof BroadsideError);
    assert.equal(target.broken.reason.code, "app-exited");
    assert.match(target.broken.reason.message, /^server\.ts was ended by SIGKILL, [\d.]+ s after it started listening/);
    await assert.rejects(target.sample({ resetDelay: false }), { code: "app-exited" });
    await target.stop();
    await untilGone(parts);
  });

  test("when its host is killed, neither a worker nor a folder stays", async (t) => {
    const target = await boot(t, strategy, sampleApp);
    const parts = partsOf(target.members());
    process.kill(target.groupId, "SIGKILL");
    await untilGone(parts);
    if (!target.broken.aborted) await once(target.broken, "abort");
    assert.equal(target.broken.reason.code, "target-died");
    await assert.rejects(target.sample({ resetDelay: false }), { code: "target-died" });
    await target.stop();
  });

  test("when whoever started it is killed, nothing stays, not even an app that ignores SIGTERM", async (t) => {
    const spec = specOf(strategy, applicable("ignores-sigterm.js"));
    const child = spawn(process.execPath, [holder, JSON.stringify(spec)], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    const { url, members } = JSON.parse(await firstLine(child.stdout));
    assert.equal((await ask(url)).status, 200);
    const parts = partsOf(members);
    child.kill("SIGKILL");
    await untilGone(parts);
  });
}
