import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fairSettings } from "../../harness/cli/choose/fair.ts";
import { makeChildren } from "../../targets/children.ts";
import { openControl } from "../../targets/control.ts";

test("what a proxy prints is kept apart from what the app does", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-children-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const control = await openControl({ token: "token", onProblem: () => {} });
  t.after(() => control.close());
  const script = join(folder, "says.cjs");
  writeFileSync(script, "console.error(process.argv[2]);");
  const children = makeChildren({
    socketName: control.name,
    token: "token",
    settings: fairSettings,
    app: { script, args: [], env: {} },
    node: process.execPath,
    isVisited: false,
    onExit: () => {},
  });
  const env = {};
  children.spawn({ role: "worker", script, args: ["no licence was found"], env, port: 0 });
  children.spawn({ role: "proxy", script, args: ["worker 1 is down"], env, port: 0 });
  await children.allExited();
  assert.equal(children.output(), "no licence was found\n");
  assert.equal(children.output("proxy"), "worker 1 is down\n");
});
