import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sampleApp } from "../../../scenarios/sample-app.ts";
import { runRefusingServer, startChildServer, type ChildServer } from "../../support/child-server.ts";

let app: ChildServer;

before(async () => {
  app = await startChildServer(sampleApp.script, { UPSTREAM_URL: "" });
});

after(() => app.stop("SIGKILL"));

test("the index lists every endpoint", async () => {
  const response = await fetch(app.url);
  const body = await response.text();
  assert.equal(response.status, 200);
  for (const path of ["/ping", "/report", "/fanout", "/order", "/file", "/whoami"])
    assert.ok(body.includes(path), path);
});

test("/ping answers pong", async () => {
  assert.equal(await (await fetch(`${app.url}/ping`)).text(), "pong\n");
});

test("/report answers in JSON, for as many rows as it is asked for", async () => {
  const response = await fetch(`${app.url}/report?rows=12`);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(JSON.parse(await response.text()).rows, 12);
});

test("/report without a number of rows is the report of 35,000", async () => {
  const byDefault = await (await fetch(`${app.url}/report`)).text();
  assert.equal(byDefault, await (await fetch(`${app.url}/report?rows=35000`)).text());
});

test("two processes give the same report and the same digest of the file", async (t) => {
  const other = await startChildServer(sampleApp.script);
  t.after(() => other.stop("SIGKILL"));
  for (const path of ["/report", "/report?rows=200000", "/file", "/file?kb=1024"]) {
    assert.equal(await (await fetch(other.url + path)).text(), await (await fetch(app.url + path)).text(), path);
  }
});

test("/file reads as much as it is asked to, and the digest depends on it", async () => {
  const digests = new Set<unknown>();
  for (const kib of [1, 65, 256, 1024]) {
    const { bytes, digest } = JSON.parse(await (await fetch(`${app.url}/file?kb=${kib}`)).text());
    assert.equal(bytes, kib * 1024);
    digests.add(digest);
  }
  assert.equal(digests.size, 4);
});

test("/whoami names the process, and thread 0", async () => {
  assert.deepEqual(await (await fetch(`${app.url}/whoami`)).json(), { pid: app.pid, threadId: 0 });
});

for (const query of [
  "/report?rows=0",
  "/report?rows=200001",
  "/report?rows=1.5",
  "/report?rows=1e3",
  "/report?rows=-1",
  "/report?rows=",
  "/report?rows=many",
  "/fanout?calls=0",
  "/fanout?calls=65",
  "/fanout?delay=10001",
  "/file?kb=0",
  "/file?kb=1025",
]) {
  test(`${query} is refused with 400 and a sentence`, async () => {
    const response = await fetch(app.url + query);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /^"(rows|calls|delay|kb)" must be a whole number from \d+ to \d+\.\n$/);
  });
}

test("an unknown path is answered with 404", async () => {
  for (const path of ["/nothing", "//", "/ping/", "/%"]) {
    const [response] = await once(request(app.url, { path, agent: false }).end(), "response");
    response.resume();
    assert.equal(response.statusCode, 404, path);
  }
});

test("a POST is answered with 405", async () => {
  assert.equal((await fetch(`${app.url}/ping`, { method: "POST", body: "x" })).status, 405);
});

test("a failure within an endpoint is answered with 500, and the server goes on", async (t) => {
  const broken = await startChildServer(sampleApp.script, { TMPDIR: "/nonexistent" });
  t.after(() => broken.stop("SIGKILL"));
  assert.equal((await fetch(`${broken.url}/file`)).status, 500);
  assert.equal((await fetch(`${broken.url}/ping`)).status, 200);
});

test("a process that is killed leaves no file", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "sample-app-test-"));
  t.after(() => rm(folder, { recursive: true }));
  const killed = await startChildServer(sampleApp.script, { TMPDIR: folder });
  t.after(() => killed.stop("SIGKILL"));
  assert.equal((await fetch(`${killed.url}/file`)).status, 200);
  await killed.stop("SIGKILL");
  assert.deepEqual(await readdir(folder), []);
});

test("SIGTERM ends an idle server with exit code 0", async (t) => {
  const idle = await startChildServer(sampleApp.script);
  t.after(() => idle.stop("SIGKILL"));
  await (await fetch(`${idle.url}/ping`)).text();
  assert.deepEqual(await idle.stop("SIGTERM"), { code: 0, signal: null });
});

test("a wrong environment ends the server with one sentence and exit code 1", async () => {
  for (const [name, value] of [
    ["PORT", "70000"],
    ["PORT", "http"],
    ["POOL_THREADS", "two"],
  ] as const) {
    const { code, stderr } = await runRefusingServer(sampleApp.script, { [name]: value });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^${name} is "${value}"\\. Set it to a whole number from 0 to \\d+\\.\\n$`));
  }
});

test("a port in use ends the server with one sentence and exit code 1", async () => {
  const { code, stderr } = await runRefusingServer(sampleApp.script, { PORT: new URL(app.url).port });
  assert.equal(code, 1);
  assert.match(stderr, /^Cannot listen on port \d+: .*EADDRINUSE.*\. Set PORT to a free one\.\n$/);
});
