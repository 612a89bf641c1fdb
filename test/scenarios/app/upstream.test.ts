import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sampleUpstream } from "../../../scenarios/sample-app.ts";
import { startChildServer, type ChildServer } from "../../support/child-server.ts";

let upstream: ChildServer;

before(async () => {
  upstream = await startChildServer(sampleUpstream.script);
});

after(() => upstream.stop("SIGKILL"));

test("the same item is always answered alike", async () => {
  for (let time = 0; time < 2; time += 1) {
    assert.deepEqual(await (await fetch(`${upstream.url}/item/3`)).json(), { id: 3, price: 757 });
  }
});

test("an answer comes no sooner than the delay that was asked for", async () => {
  const startMillis = performance.now();
  await fetch(`${upstream.url}/item/3?delay=80`);
  // A timer counts whole milliseconds, from the one in which it was set.
  assert.ok(performance.now() - startMillis >= 79);
});

test("a bad delay is answered with 400, an unknown path with 404", async () => {
  assert.equal((await fetch(`${upstream.url}/item/3?delay=soon`)).status, 400);
  assert.equal((await fetch(`${upstream.url}/item/x`)).status, 404);
  assert.equal((await fetch(upstream.url)).status, 404);
});
