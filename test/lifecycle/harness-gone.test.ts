/** What the harness forks must end without a word when the harness has gone before it could say that it is there. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const entries = ["targets/host.ts", "targets/deployment-host.ts", "harness/load/generator.ts"];
const times = 2;

/** Closes the channel at once; resolves to what it printed. The other end still reads as open when it first writes. */
async function leave(entry: string): Promise<string> {
  const script = fileURLToPath(new URL(`../../${entry}`, import.meta.url));
  const child = fork(script, [], { detached: true, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  assert.ok(child.stderr !== null);
  const printed = text(child.stderr);
  child.disconnect();
  await once(child, "exit");
  return printed;
}

for (const entry of entries) {
  test(`${entry} ends in silence when the harness goes while it starts`, async () => {
    for (let time = 0; time < times; time += 1) assert.equal(await leave(entry), "");
  });
}
