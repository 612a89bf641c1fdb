import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { startCommand } from "../../targets/command.ts";
import {
  isFromDeploymentHost,
  type CommandFailure,
  type DeploymentCommands,
  type FromDeploymentHost,
} from "../../targets/protocol.ts";
import { eventually } from "../support/eventually.ts";

const script = fileURLToPath(new URL("../../targets/deployment-host.ts", import.meta.url));

test("a command that fails after the harness has gone is told without secrets and without control characters", async () => {
  const child = fork(script, [], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  assert.ok(child.stderr !== null);
  const printed = text(child.stderr);
  await once(child, "message");
  const print = "console.log('\\x1b[2Jpassword: s3cr3t'); process.exit(3)";
  const down = [process.execPath, "-e", print, "--", "--token", "s3cr3t it is"];
  child.send({ type: "up", commands: { up: null, down, timeoutSeconds: 60 } });
  await once(child, "message");
  child.disconnect();
  await once(child, "exit");
  const said = await printed;
  assert.match(said, /^broadside: ".* --token '\*\*\*'" exited with code 3\n␛\[2Jpassword: \*\*\*\n$/);
  assert.equal(said.includes("s3cr3t"), false);
});

/** Refuses as the system does where a command has become another user's. */
const refusal = `data:text/javascript,${encodeURIComponent(
  "process.kill = () => { throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' }); };",
)}`;

/** A host below a system that lets it end nothing, with a command that does not end and one that leaves a mark. */
async function refusedHost(t: TestContext, timeoutSeconds: number) {
  const folder = mkdtempSync(join(tmpdir(), "broadside-refused-"));
  const [pidFile, mark] = [join(folder, "pid"), join(folder, "taken-down")];
  const host = fork(script, [], { execArgv: ["--import", refusal], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  t.after(() => {
    const pid = Number(readFileSync(pidFile, "utf8"));
    if (pid > 0) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const runs = "fs.writeFileSync(process.argv[1], `${process.pid}`); setInterval(() => {}, 1000)";
  const leavesMark = "fs.writeFileSync(process.argv[1], ''); process.exit(Number(process.argv[2]))";
  const told = async (): Promise<FromDeploymentHost> => {
    const [message]: readonly unknown[] = await once(host, "message");
    assert.ok(isFromDeploymentHost(message));
    return message;
  };
  assert.equal((await told()).type, "loaded");
  assert.ok(host.stderr !== null);
  return {
    host,
    told,
    printed: text(host.stderr),
    isDown: () => existsSync(mark),
    isRunning: () =>
      eventually("the command running", () =>
        existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "" ? true : null,
      ),
    commandsThatEndBy: (code: number): DeploymentCommands => ({
      up: [process.execPath, "-e", runs, pidFile],
      down: [process.execPath, "-e", leavesMark, mark, String(code)],
      timeoutSeconds,
    }),
  };
}

const stillRuns = String.raw`still runs: the system does not let this user end its process group (\d+) \(sudo kill -9 -- -\1 does\)`;

test("a late command that the system does not let this user end is told once, and its deployment taken down", async (t) => {
  const { host, told, printed, isDown, commandsThatEndBy } = await refusedHost(t, 1);
  host.send({ type: "up", commands: commandsThatEndBy(0) });
  const late = await told();
  assert.ok(late.type === "command-failed");
  assert.equal(late.failure.cause, "late");
  assert.match(late.failure.how, new RegExp(`^did not end within 1 s, and ${stillRuns}$`));
  host.send({ type: "down" });
  assert.equal((await told()).type, "is-down");
  assert.ok(isDown());
  host.disconnect();
  assert.equal(await printed, "");
});

for (const code of [0, 3]) {
  test(`one that is interrupted is told as well, when what takes it down exits with ${code}`, async (t) => {
    const { host, told, printed, isDown, isRunning, commandsThatEndBy } = await refusedHost(t, 60);
    host.send({ type: "up", commands: commandsThatEndBy(code) });
    await isRunning();
    host.send({ type: "down" });
    const failed = await told();
    assert.ok(failed.type === "command-failed" && isDown());
    const whole = code === 0 ? `^${stillRuns}$` : `^exited with code 3; "\\S+ -e .*" ${stillRuns}$`;
    assert.match(failed.failure.how, new RegExp(whole));
    host.disconnect();
    assert.equal(await printed, "");
  });
}

test("one that is left by the harness is told on the terminal, and its deployment taken down", async (t) => {
  const { host, printed, isDown, isRunning, commandsThatEndBy } = await refusedHost(t, 60);
  host.send({ type: "up", commands: commandsThatEndBy(0) });
  await isRunning();
  host.disconnect();
  assert.match(await printed, new RegExp(`^broadside: ".*" ${stillRuns}\\n$`));
  assert.ok(isDown());
});

test("a script whose interpreter is not there is told apart from one that is not", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-interpreter-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "up.sh"), "#! /bin/sh\r\necho up\r\n", { mode: 0o755 });
  const start = (up: string): Promise<CommandFailure | null> =>
    startCommand([up], { cwd: folder, timeoutSeconds: 60 }).ended;
  const windows = await start("./up.sh");
  assert.match(windows?.how ?? "", /^could not be started: its first line names "\/bin\/sh\\r", .* carriage return/);
  assert.equal(windows?.cause, "other");
  assert.equal((await start("./down.sh"))?.cause, "not-found");
});

test("a command that the system refuses to start in whatever way is told in the system's words", async (t) => {
  const child = fork(script, [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  t.after(() => child.disconnect());
  await once(child, "message");
  // Not emitted by the process that is none, but thrown.
  child.send({ type: "up", commands: { up: [`${script}/restart`], down: null, timeoutSeconds: 60 } });
  const [message]: readonly unknown[] = await once(child, "message");
  assert.ok(isFromDeploymentHost(message) && message.type === "command-failed");
  assert.equal(message.failure.how, "could not be started: spawn ENOTDIR");
});
