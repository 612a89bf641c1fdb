import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { type Generator, type RunHooks, startGenerator } from "../../../harness/load/client.ts";
import { get, jobOn, serveHttp } from "./servers.ts";

const noHooks: RunHooks = { onWindowStart: () => {}, onWindowEnd: () => {} };

async function generatorFor(t: TestContext, processes = 1): Promise<Generator> {
  const generator = await startGenerator(processes);
  t.after(() => generator.close());
  return generator;
}

/** A zombie has ended too: whether it is reaped is not its own doing. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  try {
    return existsSync(stat) && !/\) [ZX] /u.test(readFileSync(stat, "latin1"));
  } catch {
    return false;
  }
}

async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && isRunning(pid); tries += 1) await pause(25);
  return !isRunning(pid);
}

test("a job runs in another process, whose result comes back whole, and which tells of the window", async (t) => {
  const servedBy = new Set<string>();
  const server = await serveHttp(t, (request, response) => {
    servedBy.add(request.headers["x-load"]?.toString() ?? "");
    response.end("ok");
  });
  const generator = await generatorFor(t);
  const told: number[] = [];
  const before = Date.now();
  const result = await generator.run(jobOn(server, { requests: [get("/", { headers: { "x-load": "yes" } })] }), {
    onWindowStart: (epochMillis) => told.push(epochMillis),
    onWindowEnd: (epochMillis) => told.push(epochMillis),
  });
  const [start = 0, end = 0] = told;
  assert.ok(!generator.pids.includes(process.pid));
  assert.deepEqual([...servedBy], ["yes"]);
  assert.equal(result.counts.completed, result.counts.sent);
  assert.ok(result.latency.micros.p50 > 0);
  assert.ok(start >= before && end > start && end - before >= 499 && end <= Date.now());
});

test("one generator can run one job after another", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const generator = await generatorFor(t);
  for (const seed of [1, 2]) {
    const result = await generator.run(jobOn(server, { measuredSeconds: 0.3, seed }), noHooks);
    assert.equal(result.lifetime.completed, result.lifetime.sent);
  }
});

test("closing ends the process, also in the middle of a job, and twice does no harm", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const generator = await generatorFor(t);
  const started = Promise.withResolvers<void>();
  const running = generator.run(jobOn(server, { measuredSeconds: 60 }), {
    ...noHooks,
    onWindowStart: () => started.resolve(),
  });
  const failure = assert.rejects(running, { code: "generator-failed" });
  await started.promise;
  await generator.close();
  await failure;
  await generator.close();
  assert.deepEqual(generator.pids.filter(isRunning), []);
});

test("what is wrong with a job is told with its code and hint", async (t) => {
  const generator = await generatorFor(t);
  await assert.rejects(generator.run(jobOn({ url: "http://192.0.2.1" }), noHooks), {
    name: "BroadsideError",
    code: "not-loopback",
    hint: /127\.0\.0\.1/u,
  });
});

test("an abort stops the job, and the generator lives on", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const generator = await generatorFor(t);
  const abortion = new AbortController();
  const hooks = { ...noHooks, onWindowStart: () => abortion.abort(), signal: abortion.signal };
  await assert.rejects(generator.run(jobOn(server, { measuredSeconds: 60 }), hooks), { code: "interrupted" });
  await assert.rejects(generator.run(jobOn(server, { measuredSeconds: 60 }), hooks), { code: "interrupted" });
  const result = await generator.run(jobOn(server, { measuredSeconds: 0.3 }), noHooks);
  assert.ok(result.counts.completed > 0);
});

for (const processes of [1, 2]) {
  test(`one of ${processes} that is killed in the middle of a job is a failure that says so, and the load ends`, async (t) => {
    const server = await serveHttp(t, (_request, response) => response.end("ok"));
    const generator = await generatorFor(t, processes);
    const kill = (): void => void process.kill(generator.pids.at(-1) ?? 0, "SIGKILL");
    const running = generator.run(jobOn(server, { measuredSeconds: 60 }), { ...noHooks, onWindowStart: kill });
    await assert.rejects(running, { code: "generator-failed", message: /ended by SIGKILL/u });
    await assert.rejects(generator.run(jobOn(server), noHooks), { code: "generator-failed" });
    await generator.close();
    assert.deepEqual(generator.pids.filter(isRunning), []);
  });
}

test("no generator outlives a harness that is killed", { timeout: 20_000 }, async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const script = join(import.meta.dirname, "harness-to-kill.ts");
  const harness = spawn(process.execPath, [script, server.url], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => harness.kill("SIGKILL"));
  const pids = (await firstLine(harness)).split(" ").map(Number);
  assert.equal(pids.filter(isRunning).length, 2);
  harness.kill("SIGKILL");
  for (const pid of pids) assert.ok(await hasEnded(pid), `process ${pid} is still there`);
});

async function firstLine(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stdout?.setEncoding("utf8").once("data", resolve);
  child.once("exit", (code) => reject(new Error(`the process ended with code ${code}`)));
  return promise;
}
