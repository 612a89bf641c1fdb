import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { pnpCommandAt } from "../../../harness/start/pnp.ts";
import { findStart, lineOf } from "../../../harness/start/read-start.ts";

function project(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-pnp-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Answers as Yarn's own does, for two dependencies of which the first is a link to a folder without a package.json. */
const pnp = `const { join } = require("node:path");
const api = {
  findPackageLocator: () => ({ name: "shop", reference: "workspace:." }),
  getLocator: (name, reference) => ({ name, reference }),
  getPackageInformation: ({ name }) => ({
    packageLocation: join(__dirname, "packages", name),
    packageDependencies: new Map(name === "shop" ? [["assets", "link:./packages/assets"], ["serve", "npm:1.0.0"]] : []),
  }),
};
const { _load } = require("node:module");
require("node:module")._load = (request, ...rest) => (request === "pnpapi" ? api : _load(request, ...rest));`;

test("a dependency that links to a folder without a package.json is passed over", (t) => {
  const folder = project(t, {
    ".pnp.cjs": pnp,
    "package.json": "{}",
    "packages/assets/logo.svg": "",
    "packages/serve/package.json": '{ "name": "serve", "bin": "cli.js" }',
  });
  const script = join(folder, "packages/serve/cli.js");
  assert.deepEqual(pnpCommandAt(folder, "serve"), { script, nodeArgs: [] });
  assert.equal(pnpCommandAt(folder, "assets"), null);
});

test("where Yarn's file fails, the command is said not to be found, with the file", (t) => {
  const start = '{ "scripts": { "start": "serve-shop" } }';
  const folder = project(t, { ".pnp.cjs": "throw new Error('stale');", "package.json": start });
  assert.throws(() => findStart(join(folder, "package.json"), "here"), {
    code: "app-not-found",
    message: /and "serve-shop" is not a Node\.js script in its node_modules\/\.bin, nor a command in .*\.pnp\.cjs$/,
  });
});

test("Yarn's file above a project with node_modules is none of the project's", (t) => {
  const folder = project(t, {
    ".pnp.cjs": "throw new Error('stale');",
    "shop/package.json": '{ "scripts": { "start": "node server.js" } }',
    "shop/server.js": "",
    "shop/node_modules/express/package.json": "{}",
  });
  assert.equal(lineOf(findStart(join(folder, "shop/package.json"), "here").app), "node server.js");
  rmSync(join(folder, "shop/node_modules/express"), { recursive: true });
  mkdirSync(join(folder, "shop/node_modules/.cache"));
  assert.equal(
    lineOf(findStart(join(folder, "shop/package.json"), "here").app),
    "node --require ../.pnp.cjs server.js",
  );
});
