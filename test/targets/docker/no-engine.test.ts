import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { docker } from "../../../targets/docker.ts";
import { call } from "../../../targets/docker/engine.ts";
import { adviceFor, noEngine } from "../../../targets/docker/no-engine.ts";

function withHost(t: TestContext, host: string): void {
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = host;
  t.after(() => {
    if (before === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = before;
  });
}

/** A socket whose listener was killed: it is there, and nobody listens. */
function deadSocket(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-socket-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "docker.sock");
  const listen = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  assert.equal(spawnSync(process.execPath, ["-e", listen]).signal, "SIGKILL");
  return path;
}

test("an Engine that does not run is to be started, and one that is there is not to be installed", async (t) => {
  const path = deadSocket(t);
  withHost(t, `unix://${path}`);
  const missing = docker.missing?.(process.cwd()) ?? "";
  assert.ok(
    missing.startsWith(`no Docker Engine answers at ${path} (connect ECONNREFUSED ${path}; start it (sudo sys`),
  );
  assert.doesNotMatch(missing, /install/);
  const met: unknown = await call("GET", "/info").catch((error: unknown) => error);
  assert.match(noEngine(met).advice, /^start it \(sudo systemctl start docker\): nothing listens/);
});

test("an Engine is to be installed where none is, and to be found where one is", () => {
  assert.match(adviceFor("ENOENT", false), /apt-get install docker\.io/);
  const there = adviceFor("ENOENT", true);
  assert.match(there, /^start it \(sudo systemctl start docker\), or set DOCKER_HOST/);
  assert.doesNotMatch(there, /install/);
});

test("a user who may not use the Engine's socket joins its group, which a socket of their own has not", (t) => {
  withHost(t, "");
  assert.match(adviceFor("EACCES", true), /sudo usermod -aG docker "\$USER", then log in again/);
  withHost(t, "unix:///run/user/1000/docker.sock");
  assert.doesNotMatch(adviceFor("EACCES", true), /usermod|install/);
});

test("what the system does not start to look at the Engine is no silence of the Engine's", (t) => {
  const own = process.execPath;
  t.after(() => (process.execPath = own));
  process.execPath = "/nowhere/node";
  const missing = docker.missing?.(process.cwd()) ?? "";
  assert.match(missing, /^the Docker Engine could not be looked at: spawnSync \/nowhere\/node ENOENT$/);
});
