import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { typedNode } from "../../../harness/observe/typed-node.ts";

test("a Node.js is typed as node where the user's shell finds that one, and else by its path", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-typed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const own = join(folder, "node_modules/.bin");
  mkdirSync(own, { recursive: true });
  symlinkSync(process.execPath, join(own, "node"));
  const path = `${own}:/bin`;
  assert.equal(typedNode(undefined, { PATH: path }), "node");
  assert.equal(typedNode("/bin/sh", { PATH: path }), "/bin/sh");
  assert.equal(typedNode(undefined, { PATH: folder }), process.execPath);
  assert.notEqual(typedNode(undefined, { PATH: own, npm_lifecycle_event: "bench" }), "node", "npm put it there");
});
