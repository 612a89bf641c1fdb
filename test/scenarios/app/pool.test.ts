import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sampleApp } from "../../../scenarios/sample-app.ts";
import { startChildServer, type ChildServer } from "../../support/child-server.ts";

const threads = 2;
let plain: ChildServer;
let pooled: ChildServer;

before(async () => {
  [plain, pooled] = await Promise.all([
    startChildServer(sampleApp.script),
    startChildServer(sampleApp.script, { POOL_THREADS: String(threads) }),
  ]);
});

after(() => Promise.all([plain.stop("SIGKILL"), pooled.stop("SIGKILL")]));

test("a pool of threads gives the same reports as the main thread", async () => {
  for (const path of ["/report", "/report?rows=7", "/report?rows=200000"]) {
    assert.equal(await (await fetch(pooled.url + path)).text(), await (await fetch(plain.url + path)).text(), path);
  }
});

test("requests made at the same time are answered by every thread of the pool, and by no other", async () => {
  const seen = new Set<unknown>();
  const identify = async (): Promise<void> => {
    const { pid, threadId } = JSON.parse(await (await fetch(`${pooled.url}/whoami`)).text());
    assert.equal(pid, pooled.pid);
    assert.notEqual(threadId, 0);
    seen.add(threadId);
  };
  for (let round = 0; round < 100 && seen.size < threads; round += 1) {
    // The first idle thread gets a task: with nothing else to do that is one, and during a report it is the other.
    await identify();
    const report = fetch(`${pooled.url}/report?rows=200000`).then((response) => response.text());
    await Promise.all([report, identify(), identify(), identify(), identify()]);
  }
  assert.equal(seen.size, threads);
});

test("a bad query is refused before it reaches the pool", async () => {
  assert.equal((await fetch(`${pooled.url}/report?rows=0`)).status, 400);
});

test("SIGTERM answers the report in hand, ends the threads and exits with 0", async (t) => {
  const server = await startChildServer(sampleApp.script, { POOL_THREADS: String(threads) });
  t.after(() => server.stop("SIGKILL"));
  const answers = Array.from({ length: 8 }, async () => (await fetch(`${server.url}/report?rows=200000`)).text());
  await Promise.race(answers);
  const [exit, ...bodies] = await Promise.all([server.stop("SIGTERM"), ...answers]);
  assert.deepEqual(exit, { code: 0, signal: null });
  assert.equal(new Set(bodies).size, 1);
});
