import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isInRange, unmetNode } from "../../../harness/observe/wanted-node.ts";

test("a version is in a range as npm takes it", () => {
  const ranges: readonly (readonly [string, boolean | null])[] = [
    [">=18", true],
    [">= 18.0.0 < 27", true],
    [">=18 <23", false],
    ["^20.11.0", false],
    ["^20.11.0 || ^22.0.0 || >=24", true],
    ["20.x", false],
    ["26.x", true],
    ["26", true],
    ["v20.11.1", false],
    ["~26.10", true],
    ["~26.9.0", false],
    ["18 - 22", false],
    ["18.1.0 - 26", true],
    [">26", false],
    ["<=26", true],
    ["^26.11", false],
    ["*", true],
    ["lts/*", null],
    ["lts/iron", null],
    ["", null],
  ];
  for (const [range, is] of ranges) assert.equal(isInRange("26.10.0", range), is, range);
});

test("the nearest folder that says something is asked, and the most exact of its files", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-wanted-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const inner = join(folder, "services/api");
  const script = join(inner, "server.js");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, "package.json"), '{ "name": "api" }');
  writeFileSync(join(folder, "package.json"), '{ "engines": { "node": ">=18 <23" } }');
  assert.deepEqual(unmetNode(script, "26.10.0"), { file: join(folder, "package.json"), wanted: ">=18 <23" });
  assert.equal(unmetNode(script, "22.18.0"), null);
  writeFileSync(join(folder, ".nvmrc"), "v20.11.1\n");
  assert.deepEqual(unmetNode(script, "22.18.0"), { file: join(folder, ".nvmrc"), wanted: "v20.11.1" });
  writeFileSync(join(inner, "package.json"), '{ "engines": { "node": ">=22" } }');
  assert.equal(unmetNode(script, "26.10.0"), null);
  writeFileSync(join(inner, "package.json"), "{ not JSON");
  assert.notEqual(unmetNode(script, "26.10.0"), null);
});
