import assert from "node:assert/strict";
import { test } from "node:test";
import { bootTarget, testApp } from "../../support/boot-target.ts";
import { ask } from "../../support/http.ts";
import { freePort, portOf } from "../../support/ports.ts";

async function textAt(port: number): Promise<string> {
  return (await ask(`http://127.0.0.1:${port}`)).body.toString();
}

test("a process and a thread that an app starts listen where they want to, and are not measured", async (t) => {
  const [port, processPort, threadPort] = [await freePort(), await freePort(), await freePort()];
  const app = { ...testApp("has-helpers.js"), args: [String(processPort), String(threadPort)] };
  const target = await bootTarget(t, { app, port });
  assert.equal(portOf(target.url), port);
  assert.equal(await textAt(port), "the app");
  assert.equal(await textAt(processPort), "the process");
  assert.equal(await textAt(threadPort), "the thread");
  assert.deepEqual(
    target.processes.map(({ role }) => role),
    ["worker"],
  );
  const { samples, missing } = await target.sample({ resetDelay: false });
  assert.deepEqual([samples.length, missing], [1, []]);
  assert.equal(samples[0]?.requestsFinished, 1);
});
