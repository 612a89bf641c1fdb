import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { followFamily } from "../../../harness/process/remains.ts";
import { isAlive, isGroupEmpty, processGroupMembers } from "../../../harness/observe/processes.ts";
import { startTarget } from "../../../harness/process/target.ts";
import { bootTarget, targetSpec, testApp } from "../../support/boot-target.ts";
import { ask } from "../../support/http.ts";
import { assertNoneMarked, markedPids, markVariable, newMark } from "../../support/marked-processes.ts";

test("a signal that has been aborted before starts nothing", async () => {
  const reason = new Error("too late");
  await assert.rejects(startTarget(targetSpec({ app: testApp("plain.js") }), AbortSignal.abort(reason)), reason);
});

test("where the system starts no host, its own words are told, whatever the host was for", () => {
  const modules = ["target.ts", "host-command.ts"].map((name) =>
    join(import.meta.dirname, "../../../harness/process", name),
  );
  const script = `
    import { openSync } from "node:fs";
    const [target, command, spec] = process.argv.slice(1);
    const { startTarget } = await import(target);
    const { runInHost } = await import(command);
    const told = (error) => console.log(error.code, "|", error.message, "|", error.hint);
    try { for (;;) openSync("/dev/null"); } catch {}
    await startTarget(JSON.parse(spec)).catch(told);
    await runInHost({ command: ["true"], cwd: "/", timeoutSeconds: 1 }, new AbortController().signal).catch(told);
  `;
  const spec = JSON.stringify(targetSpec({ app: testApp("plain.js") }));
  const node = [process.execPath, "--input-type=module", "--eval", script, ...modules, spec];
  const lines = execFileSync("prlimit", ["--nofile=100:100", ...node], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.match(line, /^target-died \| the system did not start .*\bEMFILE\b.* \| Raise the limit .* --nofile=/);
  }
});

test("what a strategy needs and is no longer there is named with how to get it, and is no failure of the strategy", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-lacks-"));
  const path = process.env["PATH"];
  t.after(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });
  process.env["PATH"] = "";
  const app = { ...testApp("plain.js"), script: join(folder, "server.js") };
  writeFileSync(app.script, "");
  await assert.rejects(startTarget(targetSpec({ app, strategy: "pm2" })), {
    code: "bad-option",
    message: /^pm2 cannot boot server\.js: pm2 is not installed \(npm install pm2 /,
  });
});

test("an abort while the target boots ends it, and nothing is left", async () => {
  const mark = newMark();
  const app = { ...testApp("never-listens.js"), env: { [markVariable]: mark } };
  const abortion = new AbortController();
  const starting = startTarget(targetSpec({ app }), abortion.signal);
  setImmediate(() => abortion.abort(new Error("changed my mind")));
  await assert.rejects(starting, { message: "changed my mind" });
  assertNoneMarked(mark);
});

test("samples asked for at once are each answered, and count up", async (t) => {
  const target = await bootTarget(t, { app: testApp("plain.js") });
  await ask(target.url);
  const answers = await Promise.all([1, 2, 3].map(() => target.sample({ resetDelay: false })));
  for (const { samples, missing } of answers) {
    assert.deepEqual(missing, []);
    assert.equal(samples.length, 1);
  }
  await ask(target.url);
  const before = answers[0]?.samples[0]?.requestsStarted ?? 0;
  const { samples } = await target.sample({ resetDelay: false });
  assert.equal(samples[0]?.requestsStarted, before + 1);
});

test("a rejection that the app does not handle breaks the target, in the app's words", async (t) => {
  const target = await bootTarget(t, { app: testApp("keeps-no-promise.js") });
  await ask(target.url);
  if (!target.broken.aborted) await once(target.broken, "abort");
  assert.equal(target.broken.reason.code, "app-threw");
  assert.match(target.broken.reason.message, /threw "TypeError: the cache has gone away"/);
});

test("the environment of the app reaches it, and the size of libuv's pool of the shell that Broadside runs in does not", async (t) => {
  process.env["UV_THREADPOOL_SIZE"] = "7";
  t.after(() => delete process.env["UV_THREADPOOL_SIZE"]);
  const app = { ...testApp("environment.js"), args: ["one", "two"], env: { GREETING: "hello" } };
  const target = await bootTarget(t, { app });
  const { argv, env } = JSON.parse((await ask(target.url)).body.toString());
  assert.deepEqual(argv, ["one", "two"]);
  assert.equal(env.GREETING, "hello");
  assert.equal(env.UV_THREADPOOL_SIZE, undefined);
  assert.equal(target.poolThreads, 4);
});

test("the pool threads of libuv that the app's environment sets are those of each worker", async (t) => {
  const app = { ...testApp("environment.js"), env: { UV_THREADPOOL_SIZE: "9" } };
  const target = await bootTarget(t, { app, strategy: "cluster-round-robin" });
  const { env } = JSON.parse((await ask(target.url)).body.toString());
  assert.equal(env.UV_THREADPOOL_SIZE, "9");
  assert.equal(target.poolThreads, 9);
});

test("the size that an app's env file gives libuv's pool is its workers', and told", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-env-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, ".env"), "UV_THREADPOOL_SIZE=6\n");
  const app = { ...testApp("environment.js"), nodeArgs: [`--env-file=${join(folder, ".env")}`] };
  for (const strategy of ["cluster-round-robin", "threads-listen"]) {
    const target = await bootTarget(t, { app, strategy });
    const { env } = JSON.parse((await ask(target.url)).body.toString());
    assert.deepEqual([env.UV_THREADPOOL_SIZE, target.poolThreads], ["6", 6], strategy);
  }
});

test("nothing of Broadside's uses libuv's pool before an app has settled its size", async (t) => {
  const target = await bootTarget(t, { app: testApp("settles-its-pool.js") });
  assert.equal(target.poolThreads, 16);
  assert.equal((await ask(target.url)).body.toString(), "16");
});

test("a group is ended whatever its members do about SIGTERM, and ending it again does nothing", async () => {
  const child = spawn("/bin/sh", ["-c", "trap '' TERM; sleep 60 & sleep 60"], { detached: true, stdio: "ignore" });
  assert.ok(child.pid !== undefined);
  assert.equal(isGroupEmpty(child.pid), false);
  const family = followFamily({ groupId: child.pid, mark: `A=${newMark()}` });
  await family.end();
  assert.equal(isGroupEmpty(child.pid), true);
  await family.end();
});

test("a process that the system does not let this user end is named", async (t) => {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  const { pid } = child;
  assert.ok(pid !== undefined);
  await once(child, "spawn");
  const family = followFamily({ groupId: pid, mark: `A=${newMark()}` });
  const refusing = t.mock.method(process, "kill", () => {
    throw Object.assign(new Error("kill EPERM"), { code: "EPERM", syscall: "kill" });
  });
  const isTold = {
    code: "target-left-processes",
    message: new RegExp(`: ${pid} \\(sleep\\)$`),
    hint: new RegExp(` ${pid}$`),
  };
  await assert.rejects(family.end(), isTold);
  refusing.mock.restore();
  await family.end();
});

test("what an app starts in a process group of its own is ended with it", async (t) => {
  const mark = newMark();
  const app = { ...testApp("starts-a-daemon.js"), env: { [markVariable]: mark } };
  const target = await bootTarget(t, { app });
  const daemon = Number((await ask(target.url)).body.toString());
  assert.ok(markedPids(mark).includes(daemon));
  assert.equal(processGroupMembers(target.groupId)?.includes(daemon), false);
  assert.ok(target.members().includes(daemon));
  await target.stop();
  assertNoneMarked(mark);
});

test("what an app starts in a group of its own, with an environment of its own, is ended with it", async (t) => {
  const app = { ...testApp("starts-a-daemon.js"), env: { DAEMON_ENVIRONMENT: "empty" } };
  const target = await bootTarget(t, { app });
  const daemon = Number((await ask(target.url)).body.toString());
  assert.equal(readFileSync(`/proc/${daemon}/environ`, "utf8"), "");
  assert.ok(target.members().includes(daemon));
  await target.stop();
  assert.equal(isAlive(daemon), false);
});
