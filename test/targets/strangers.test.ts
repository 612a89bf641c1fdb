import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openControl } from "../../targets/control.ts";
import type { FromInside, TargetProblem } from "../../targets/protocol.ts";
import { socketPath } from "../../targets/socket-path.ts";
import { ask } from "../support/http.ts";
import { bootTarget, testApp } from "../support/boot-target.ts";

const stranger = fileURLToPath(new URL("../support/stranger.ts", import.meta.url));

/** Does to the sockets what a stranger may; resolves to the user that it was. */
async function disturb(names: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [stranger, ...names]);
  return Number(stdout);
}

function linkOf(path: string): readonly string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    // Closed since it was listed.
    return [];
  }
}

/** The abstract sockets that a process listens at, by /proc/net/unix: what any user can see. */
function socketsOf(pid: number): readonly string[] {
  const links = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  const lines = readFileSync("/proc/net/unix", "utf8").matchAll(/ (\d+) @(broadside-[\w-]+)$/gm);
  const own = [...lines].filter(([, inode]) => links.has(`socket:[${inode}]`));
  return [...new Set(own.map(([, , name = ""]) => name))];
}

/** A part of the target, as it connects. */
function connectPart(t: TestContext, name: string, token: string): (message: FromInside) => void {
  const socket = connect(socketPath(name));
  t.after(() => socket.destroy());
  const send = (message: FromInside): void => void socket.write(`${JSON.stringify(message)}\n`);
  send({
    type: "hello",
    token,
    pid: 7,
    threadId: 0,
    systemThreadId: 1,
    serves: true,
    role: "worker",
    nodeVersion: "22.0.0",
  });
  return send;
}

test("whatever a stranger sends, the parts of the target are heard, before it and after it", async (t) => {
  const problems: TargetProblem[] = [];
  const control = await openControl({ token: "secret", onProblem: (problem) => problems.push(problem) });
  t.after(control.close);
  connectPart(t, control.name, "secret")({ type: "listening", scheme: "http", port: 4_000 });
  await control.listening("worker", 1);
  const user = await disturb([control.name]);
  if (process.getuid?.() === 0) assert.notEqual(user, 0);
  assert.deepEqual(problems, []);
  assert.equal(control.processes().length, 1);
  connectPart(t, control.name, "secret")({ type: "listening", scheme: "http", port: 4_001 });
  const listeners = await control.listening("worker", 2);
  assert.deepEqual(
    listeners.map(({ port }) => port),
    [4_000, 4_001],
  );
});

test("a part that says what is not to be understood is dropped, and no other", async (t) => {
  const control = await openControl({ token: "secret", onProblem: () => {} });
  t.after(control.close);
  connectPart(t, control.name, "secret")({ type: "listening", scheme: "http", port: 4_000 });
  await control.listening("worker", 1);
  const socket = connect(socketPath(control.name));
  const hello = {
    type: "hello",
    token: "secret",
    pid: 8,
    threadId: 0,
    systemThreadId: 1,
    serves: true,
    role: "worker",
    nodeVersion: "22.0.0",
  };
  socket.write(`${JSON.stringify(hello)}\n{"type":"listening","scheme":"http","port":4001}\n`);
  await control.listening("worker", 2);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume().write("}{\n");
  await closed;
  assert.equal((await control.listening("worker", 1)).length, 1);
});

test("another user who writes to every socket of a target that runs changes nothing of it", async (t) => {
  const target = await bootTarget(t, { app: testApp("plain.js"), strategy: "cluster-round-robin" });
  const names = socketsOf(target.groupId);
  assert.equal(names.length, 1);
  await disturb(names);
  await ask(target.url);
  const { samples, missing } = await target.sample({ resetDelay: false });
  assert.deepEqual([samples.length, missing, target.broken.aborted], [3, [], false]);
});
