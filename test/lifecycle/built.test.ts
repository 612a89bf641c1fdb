import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test, type TestContext } from "node:test";
import { testWhole } from "../support/grid.ts";

const own = fileURLToPath(new URL("../../", import.meta.url));
const entry = "harness/cli/broadside.js";
const described = "harness/cli/usage.ts";

/** A clone of the sources, of which nothing is built, with what npm has installed. */
function cloneFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside clone "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["build.js", "package.json", "harness", "reports", "scenarios", "targets"]) {
    cpSync(join(own, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(own, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function list(program: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "list"], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Adds a line to a module that every command loads. */
function addLine(folder: string, text: string): void {
  const path = join(folder, described);
  writeFileSync(path, `${readFileSync(path, "utf8")}\n${text}\n`);
}

const says = "process.stderr.write(`from ${import.meta.filename}\\n`);";

test("what runs in a clone is what is built, of the sources as they are", (t) => {
  const clone = cloneFor(t);
  assert.equal(list(join(clone, entry)).status, 0);
  assert.ok(existsSync(join(clone, "dist", described.replace(".ts", ".js"))));
  addLine(clone, says);
  const built = `from ${join(clone, "dist/harness/cli/usage.js")}\n`;
  assert.equal(list(join(clone, entry)).stderr, built);
  // A clone that is linked into a project starts there.
  addLine(clone, "// Later");
  const linked = list(join(clone, "dist", entry));
  assert.deepEqual([linked.status, linked.stderr], [0, built]);
  assert.match(readFileSync(join(clone, "dist/harness/cli/usage.js"), "utf8"), /\/\/ Later\n$/);
  // A file of no other content is no other source; one that is gone leaves nothing.
  const stamped = readFileSync(join(clone, ".built-of"), "utf8");
  utimesSync(join(clone, described), 1, 1);
  assert.equal(list(join(clone, entry)).stderr, built);
  assert.equal(readFileSync(join(clone, ".built-of"), "utf8"), stamped);
  writeFileSync(join(clone, "harness/cli/more.ts"), "export {};\n");
  symlinkSync("nowhere", join(clone, "harness/cli/.#usage.ts"));
  assert.equal(list(join(clone, entry)).stderr, built);
  assert.ok(existsSync(join(clone, "dist/harness/cli/more.js")));
  rmSync(join(clone, "harness/cli/more.ts"));
  assert.equal(list(join(clone, entry)).stderr, built);
  assert.ok(!existsSync(join(clone, "dist/harness/cli/more.js")));
});

test("where nothing can be built it says why, and runs the sources; a build by hand fails", (t) => {
  const clone = cloneFor(t);
  writeFileSync(join(clone, "dist"), "in the way");
  addLine(clone, says);
  const { status, stderr } = list(join(clone, entry));
  assert.equal(status, 0, stderr);
  assert.match(
    stderr,
    /^broadside: dist\/ could not be built: E\w+: .*'dist.*'\n {2}The sources run, which adds some 20 MiB /,
  );
  assert.ok(stderr.endsWith(`from ${join(clone, described)}\n`), stderr);
  const byHand = spawnSync(process.execPath, ["build.js"], { cwd: clone, encoding: "utf8" });
  assert.equal(byHand.status, 1);
  assert.match(byHand.stderr, /^E\w+: [^\n]*\n$/);
});

testWhole("several that build at once leave one whole build", async (t) => {
  const clone = cloneFor(t);
  const builds = Array.from({ length: 3 }, () =>
    spawn(process.execPath, [join(clone, "build.js")], { stdio: "inherit" }),
  );
  const codes = await Promise.all(builds.map(async (build) => (await once(build, "exit"))[0]));
  assert.deepEqual(codes, [0, 0, 0]);
  assert.deepEqual(
    readdirSync(clone).filter((name) => name.startsWith("dist")),
    ["dist"],
  );
  const before = readFileSync(join(clone, ".built-of"), "utf8");
  assert.deepEqual([list(join(clone, entry)).status, readFileSync(join(clone, ".built-of"), "utf8")], [0, before]);
});
