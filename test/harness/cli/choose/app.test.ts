import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type AppArguments, chooseApp, withAppOptions } from "../../../../harness/cli/choose/app.ts";
import { ownScenario } from "../../../../harness/cli/choose/own-scenario.ts";
import { testAppPath } from "../../../support/boot-target.ts";

const script = testAppPath("plain.js");

test("an app is its script, with what is said of it", () => {
  const { app, note } = chooseApp(script);
  assert.deepEqual([app, note], [{ script, args: [], env: {} }, undefined]);
  const more: AppArguments = {
    env: [
      ["A", ""],
      ["B", "x=y\nz"],
    ],
    cwd: "/",
    "app-port": 80,
    "pool-variable": "N",
    "--": ["-v"],
  };
  const whole = { script, args: ["-v"], env: { A: "", B: "x=y\nz" }, cwd: "/", port: 80, poolVariable: "N" };
  const { path, ...chosen } = withAppOptions(app, more);
  assert.deepEqual(chosen, whole);
  assert.ok(path === undefined || script.endsWith(`/${path}`));
});

test("an app is known by its script from the top of its repository, and outside of one by nothing", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-app-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const own = join(folder, "apps/a/server.js");
  assert.equal(withAppOptions({ script: own, args: [], env: {} }, {}).path, undefined);
  mkdirSync(join(folder, ".git"));
  assert.equal(withAppOptions({ script: own, args: [], env: {} }, {}).path, "apps/a/server.js");
  for (const place of ["node_modules", "node_modules/.pnpm/next@14.2.3_react@18.3.1/node_modules"]) {
    const installed = join(folder, place, "next/dist/bin/next");
    assert.equal(withAppOptions({ script: installed, args: [], env: {} }, {}).path, "node_modules/next/dist/bin/next");
  }
});

const refusals: readonly (readonly [argv: AppArguments, found: RegExp, hint: RegExp])[] = [
  [{ cwd: "/nowhere" }, /^--cwd \/nowhere: there is no such folder$/, /Name the folder/],
  [{ cwd: script }, /there is no such folder/, /Name the folder/],
];

test("what cannot be said of an app is refused, with what would be right", () => {
  for (const [argv, message, hint] of refusals) {
    assert.throws(() => withAppOptions(chooseApp(script).app, argv), { code: "bad-option", message, hint });
  }
  for (const named of ["./nowhere.js", join(script, "package.json")]) {
    assert.throws(() => chooseApp(named), { code: "app-not-found", message: /no such file, or not readable/ });
  }
  assert.throws(() => chooseApp(script.replace(/js$/, "ts")), { hint: /such as \S*test\/apps\/plain\.js, or/ });
  assert.throws(() => chooseApp("tsconfig.json"), { message: "--app tsconfig.json: this is data, not a script" });
});

test("a folder is called as its package is, and a script as its file is", () => {
  const app = { script: "/shop/dist/main.js", args: [], env: {} };
  const named = ownScenario({ app, called: "@shop/api" });
  assert.deepEqual([named.name, named.title], ["shop-api", "GET / of @shop/api"]);
  assert.deepEqual([ownScenario({ app }).name, ownScenario({ app }).title], ["main", "GET / of main.js"]);
});
