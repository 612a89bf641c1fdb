import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test, type TestContext } from "node:test";

const command = fileURLToPath(new URL("../../broadside", import.meta.url));

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside it's "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Typed by its path in another folder, where PATH leads to an older Node.js or to none. */
function type(path: string, args: readonly string[], cwd: string) {
  return spawnSync(path, args, { encoding: "utf8", cwd, env: { ...process.env, PATH: "/usr/bin:/bin" } });
}

test("a clone's command, by a link to it too, prints its JSON and nothing else, wherever it is typed", (t) => {
  const folder = folderFor(t);
  const link = join(folder, "broadside");
  symlinkSync(command, link);
  for (const path of [command, link]) {
    const { status, stdout, stderr } = type(path, ["list", "--json"], folder);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.ok(JSON.parse(stdout).strategies.length > 1);
  }
});

test("what it tells to type begins with what was typed, quoted where a shell needs that", (t) => {
  const folder = folderFor(t);
  const link = join(folder, "broadside");
  symlinkSync(command, link);
  const { status, stderr } = type(link, ["list", "--nothing"], folder);
  assert.equal(status, 2);
  const quoted = `'${link.replaceAll("'", String.raw`'\''`)}'`;
  assert.ok(stderr.includes(`See "${quoted} list --help"`), stderr);
});

test("in a clone that is not installed it says what to type", (t) => {
  const copy = join(folderFor(t), "broadside");
  copyFileSync(command, copy);
  const { status, stdout, stderr } = type(copy, ["list"], tmpdir());
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^broadside: it is not installed yet\. Type: cd .* && npm ci\n$/);
});
