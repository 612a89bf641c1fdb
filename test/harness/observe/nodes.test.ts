import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { compareNodes } from "../../../harness/observe/node-version.ts";
import { askForVersion, findNodes } from "../../../harness/observe/nodes.ts";
import { middleNode, oldestNode, ownNode, type TestNode, tooOldNode } from "../../support/nodes.ts";

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside nodes [1] "));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A path below the folder at which the Node.js lies. */
function put(folder: string, place: string, { binary }: TestNode): string {
  const path = join(folder, place);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(binary, path);
  return path;
}

const places: readonly (readonly [whose: string, place: string])[] = [
  ["nvm", ".nvm/versions/node/v22.18.0/bin/node"],
  ["fnm", ".local/share/fnm/node-versions/v22.18.0/installation/bin/node"],
  ["Volta", ".volta/tools/image/node/22.18.0/bin/node"],
];

for (const [whose, place] of places) {
  test(`a Node.js that ${whose} has installed is found in the home folder, besides the running one`, (t) => {
    const home = emptyFolder(t);
    const path = put(home, place, oldestNode);
    const own = { version: ownNode.version, path: ownNode.binary };
    const env = { HOME: home, N_PREFIX: home };
    assert.deepEqual(findNodes(home, env), [own, { version: "22.18.0", path }]);
  });
}

test("a Node.js of n is found, and one where the manager's own variable says", (t) => {
  const home = emptyFolder(t);
  const first = put(home, "elsewhere/versions/node/v22.18.0/bin/node", oldestNode);
  const second = put(home, "prefix/n/versions/node/24.21.0/bin/node", middleNode);
  const found = findNodes(home, { HOME: home, NVM_DIR: join(home, "elsewhere"), N_PREFIX: join(home, "prefix") });
  assert.deepEqual(
    found.slice(1).map(({ path }) => path),
    [first, second],
  );
});

test("the project's own are found from any folder in it, under whatever name, and the one on the PATH", (t) => {
  const home = emptyFolder(t);
  mkdirSync(join(home, "project/.git"), { recursive: true });
  const older = put(home, "project/node_modules/node-22/bin/node", oldestNode);
  const linked = put(home, "project/node_modules/.bin/node", middleNode);
  const onPath = put(home, "bin/node", tooOldNode);
  mkdirSync(join(home, "project/src/deep"), { recursive: true });
  const found = findNodes(join(home, "project/src/deep"), {
    HOME: home,
    N_PREFIX: home,
    PATH: `:${join(home, "bin")}`,
  });
  assert.deepEqual(
    found.slice(1).map(({ path }) => path),
    [older, linked, onPath],
  );
});

test("nothing above the project is looked at: above its .git, or else above its package.json", (t) => {
  const home = emptyFolder(t);
  const project = join(home, "project");
  put(home, "node_modules/node-24/bin/node", middleNode);
  const own = put(project, "node_modules/node-22/bin/node", oldestNode);
  const pathsFrom = (folder: string): readonly string[] =>
    findNodes(folder, { HOME: home, N_PREFIX: home })
      .map(({ path }) => path)
      .slice(1);
  assert.deepEqual(pathsFrom(project), [own]);
  mkdirSync(join(project, "packages/shop"), { recursive: true });
  writeFileSync(join(project, "packages/shop/package.json"), "{}");
  assert.deepEqual(pathsFrom(join(project, "packages/shop")), []);
  mkdirSync(join(project, ".git"));
  assert.deepEqual(pathsFrom(join(project, "packages/shop")), [own]);
});

test("Broadside's own is found from anywhere, and where it is another than the running one", (t) => {
  const home = emptyFolder(t);
  const module = new URL("../../../harness/observe/nodes.ts", import.meta.url).href;
  const script = `
    const { findNodes } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(findNodes(process.cwd(), { HOME: process.cwd(), N_PREFIX: process.cwd() })));
  `;
  const said = execFileSync(oldestNode.binary, ["--input-type=module", "-e", script], { cwd: home, encoding: "utf8" });
  const expected = [oldestNode, ownNode].map(({ version, binary }) => ({ version, path: binary }));
  assert.deepEqual(JSON.parse(said), expected);
});

test("what lies where a Node.js would, and is none, is passed over", (t) => {
  const home = emptyFolder(t);
  mkdirSync(join(home, "node_modules/node/bin/node"), { recursive: true });
  mkdirSync(join(home, "node_modules/.bin"));
  writeFileSync(join(home, "node_modules/.bin/node"), "");
  assert.equal(findNodes(home, { HOME: home, N_PREFIX: home }).length, 1);
});

test("a program that is no Node.js is told from one, and from one that cannot be run", (t) => {
  const folder = emptyFolder(t);
  const script = join(folder, "script");
  writeFileSync(script, "#!/bin/sh\necho v1.2\n", { mode: 0o755 });
  assert.deepEqual(askForVersion(oldestNode.binary), { kind: "node", version: "22.18.0" });
  assert.deepEqual(askForVersion(script), { kind: "other", said: "v1.2" });
  assert.deepEqual(askForVersion(folder), { kind: "not-run", why: "EACCES" });
  assert.deepEqual(askForVersion(join(folder, "none")), { kind: "not-run", why: "ENOENT" });
});

test("versions are compared by number, as far as both are told", () => {
  const older: readonly (readonly [string, string])[] = [
    ["20", "22.18"],
    ["22.9.0", "22.18"],
    ["22.17.1", "22.18.0"],
    ["26.0.0-nightly20260101", "26.1.0"],
  ];
  for (const [version, than] of older) {
    assert.ok(compareNodes(version, than) < 0, `${version} < ${than}`);
    assert.ok(compareNodes(than, version) > 0, `${than} > ${version}`);
  }
  assert.equal(compareNodes("22", "22.18"), 0);
  assert.equal(compareNodes("22.18.0", "22.18"), 0);
});
