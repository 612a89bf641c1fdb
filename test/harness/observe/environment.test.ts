import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describeEnvironment, fingerprintOf } from "../../../harness/observe/environment.ts";
import { defaultCacheDirectory } from "../../../harness/observe/environment-cache.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-environment-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const machine = {
  cpuModel: "AMD EPYC",
  physicalCores: 2,
  availableParallelism: 4,
  memoryBytes: 24 * 2 ** 30,
  kernel: "6.1.0",
  nodeVersion: "26.10.0",
};

test("the environment says what this process runs on", async (t) => {
  const environment = await describeEnvironment(temporaryFolder(t));
  assert.equal(environment.nodeVersion, process.versions.node);
  assert.equal(environment.v8Version, process.versions.v8);
  assert.match(environment.generatorVersion, /^\d+\.\d+\.\d+/);
  assert.match(environment.fingerprint, /^[0-9a-f]{16}$/);
  assert.ok(environment.physicalCores >= 1);
  assert.notEqual(environment.cpuModel, "");
  assert.notEqual(environment.distribution, "");
});

test("a second call answers the same and leaves one file, whole", async (t) => {
  const folder = temporaryFolder(t);
  const first = await describeEnvironment(folder);
  assert.deepEqual(readdirSync(folder), ["environment.json"]);
  assert.deepEqual(await describeEnvironment(folder), first);
});

test("what is in the cache is believed, and systeminformation is not even loaded", async (t) => {
  const folder = temporaryFolder(t);
  const { cpuModel } = await describeEnvironment(folder);
  const file = join(folder, "environment.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(JSON.stringify(cpuModel), '"A CPU of our own making"'));
  const source = pathToFileURL(join(import.meta.dirname, "../../../harness/observe/environment.ts"));
  const script = `
    import { createRequire } from "node:module";
    import { describeEnvironment } from "${source.href}";
    const { cpuModel } = await describeEnvironment(process.argv[1]);
    const loaded = Object.keys(createRequire("${source.href}").cache).filter((path) => /systeminformation.lib/.test(path));
    console.log(JSON.stringify({ cpuModel, loaded: loaded.length }));
  `;
  const run = promisify(execFile);
  const cached = await run(process.execPath, ["--input-type=module", "--eval", script, folder]);
  assert.deepEqual(JSON.parse(cached.stdout), { cpuModel: "A CPU of our own making", loaded: 0 });
  rmSync(file);
  const uncached = await run(process.execPath, ["--input-type=module", "--eval", script, folder]);
  assert.match(uncached.stdout, /"loaded":[1-9]/);
  assert.ok(!uncached.stdout.includes("of our own making"));
});

test("a cache that is damaged, of another boot or of another shape is ignored and replaced", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "environment.json");
  const right = await describeEnvironment(folder);
  const whole = readFileSync(file, "utf8");
  const damaged = [
    "",
    whole.slice(0, -10),
    "[]",
    "null",
    whole.replace('"key":"', '"key":"another boot '),
    whole.replace(/"physicalCores":\d+/, '"physicalCores":"two"'),
  ];
  for (const text of damaged) {
    writeFileSync(file, text);
    assert.deepEqual(await describeEnvironment(folder), right);
    assert.equal(readFileSync(file, "utf8"), whole);
  }
});

test("a cache folder that cannot be made costs nothing but the answer's time", async (t) => {
  const file = join(temporaryFolder(t), "a file");
  writeFileSync(file, "in the way");
  const environment = await describeEnvironment(join(file, "cache"));
  assert.ok(environment.physicalCores >= 1);
  assert.equal(readFileSync(file, "utf8"), "in the way");
});

test("the cache lies where XDG says, unless it says a relative path", (t) => {
  const before = process.env["XDG_CACHE_HOME"];
  t.after(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  });
  process.env["XDG_CACHE_HOME"] = "/var/cache/me";
  assert.equal(defaultCacheDirectory(), "/var/cache/me/broadside");
  process.env["XDG_CACHE_HOME"] = "caches";
  assert.match(defaultCacheDirectory(), /\.cache\/broadside$/);
});

test("the fingerprint changes with each fact that it stands for", () => {
  const others = [
    { ...machine, cpuModel: "AMD EPYC 2" },
    { ...machine, physicalCores: 4 },
    { ...machine, availableParallelism: 2 },
    { ...machine, memoryBytes: 25 * 2 ** 30 },
    { ...machine, kernel: "6.1.1" },
    { ...machine, nodeVersion: "26.10.1" },
  ];
  const prints = new Set([machine, ...others].map(fingerprintOf));
  assert.equal(prints.size, 1 + others.length);
});

test("the fingerprint is the same for a few pages of memory more or less", () => {
  assert.equal(fingerprintOf({ ...machine, memoryBytes: machine.memoryBytes - 40_960 }), fingerprintOf(machine));
});
