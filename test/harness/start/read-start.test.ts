import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { chooseApp, withAppOptions } from "../../../harness/cli/choose/app.ts";

const usual = ["server.js", "dist/main.js", "lib/index.js"];

/** A package with a few scripts in it. */
function makePackage(t: TestContext, manifest: object, files: readonly string[] = usual): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-package-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  return folder;
}

/** The command line that an app amounts to, its script relative to the folder. */
function lineOf(folder: string): string {
  const { script, args, env, cwd, nodeArgs = [] } = chooseApp(folder).app;
  assert.equal(cwd, folder);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [...variables, "node", ...nodeArgs, script.replace(`${folder}/`, ""), ...args].join(" ");
}

const starts: readonly (readonly [start: string, line: string])[] = [
  ["node server.js", "node server.js"],
  ["node .", "node lib/index.js"],
  ["node dist/main", "node dist/main.js"],
  ["NODE_ENV=production node dist/main.js --verbose", "NODE_ENV=production node dist/main.js --verbose"],
  ["cross-env A=1 B='x y' node server.js", "A=1 B=x y node server.js"],
  ["node server.js '*' \"~/?\" ''#1 a#b c~ --at=~", "node server.js * ~/? #1 a#b c~ --at=~"],
  ["DEBUG=app:* A=a[1] B={a,b} C=b? node ./server.js", "DEBUG=app:* A=a[1] B={a,b} C=b? node server.js"],
  ["DEBUG=${DEBUG_OF_NOBODY:-app:*,-app:sql} node .", "DEBUG=app:*,-app:sql node lib/index.js"],
  ["export DEBUG=shop:* && node server.js", "DEBUG=shop:* node server.js"],
  ["cross-env DEBUG=app:* node server.js data/*.json {} x?", "DEBUG=app:* node server.js data/*.json {} x?"],
  ["node --enable-source-maps -r ./early.js server.js", "node --enable-source-maps -r ./early.js server.js"],
  ["node --env-file=.env --import ./a.js ./server.js x", "node --env-file=.env --import ./a.js server.js x"],
];

describe("a folder is started as npm start would", () => {
  for (const [start, line] of starts) {
    test(start, (t) => {
      assert.equal(lineOf(makePackage(t, { main: "lib/index.js", scripts: { start } })), line);
    });
  }

  test("a command that a package of the project brings along is run by its script", (t) => {
    const folder = makePackage(t, { scripts: { start: "serve-it start -p 80" } }, ["node_modules/serve-it/cli.js"]);
    const script = join(folder, "node_modules/serve-it/cli.js");
    writeFileSync(script, "#!/usr/bin/env node\n");
    chmodSync(script, 0o755);
    mkdirSync(join(folder, "node_modules/.bin"));
    symlinkSync(script, join(folder, "node_modules/.bin/serve-it"));
    assert.equal(lineOf(folder), "node node_modules/serve-it/cli.js start -p 80");
  });

  test("without a start script its main is, or server.js", (t) => {
    assert.equal(lineOf(makePackage(t, { main: "lib" })), "node lib/index.js");
    assert.equal(lineOf(makePackage(t, {})), "node server.js");
  });

  test("with the variables of npm that apps read", (t) => {
    const { env } = chooseApp(makePackage(t, { name: "shop", version: "1.2.3" })).app;
    assert.deepEqual(env, { npm_package_name: "shop", npm_package_version: "1.2.3" });
  });

  test("its package.json may be named instead, and more be said", (t) => {
    const folder = makePackage(t, { scripts: { start: "A=1 node server.js one" } });
    const env = [
      ["A", "2"],
      ["B", "x=y"],
    ] as const;
    const more = { env, "app-port": 3000, cwd: tmpdir(), "--": ["two"] };
    assert.deepEqual(withAppOptions(chooseApp(join(folder, "package.json")).app, more), {
      script: join(folder, "server.js"),
      args: ["one", "two"],
      env: { A: "2", B: "x=y" },
      cwd: tmpdir(),
      port: 3000,
    });
  });
});

const refusals: readonly (readonly [start: string, found: RegExp])[] = [
  ["node server.js &", /"node server\.js &", which needs a shell, because of "&"/],
  ["node server.js || true", /because of "\|"/],
  ["node server.js > server.log", /because of ">"/],
  ["node server.js --port $PORT_OF_NOBODY", /PORT_OF_NOBODY, which it reads from its environment, is not set/],
  ['node "$MAIN_OF_NOBODY"', /MAIN_OF_NOBODY, which it reads from its environment, is not set/],
  ["node server.js $(pwd)", /because of "\$"/],
  ["node server.js 'it", /because of a quote that does not end/],
  ["node server.js\nnode dist/main.js", /because of its second line/],
  ["node server.js lib/*.js", /because of "\*"/],
  ["node server.js dist/mai?.js", /because of "\?"/],
  ["cross-env A=1 node server.js [ld]ib", /because of "\["/],
  ["node server.js data/{1..3}", /because of "\{"/],
  ["{ node server.js; }", /because of "\}"/],
  ["node server.js {a,b}", /because of "\{"/],
  ["node server.js ~/data", /because of "~"/],
  ["DATA=a:~/data node server.js", /because of "~"/],
  ["node server.js # the server", /because of "#"/],
  ["next start", /"next" is not a Node\.js script in its node_modules\/\.bin/],
  ["A=1", /"A=1", which starts no program/],
  ["A=1 true", /"true" is not a Node\.js script/],
  ["node build/main.js", /there is no build\/main\.js/],
  ["node --require", /there is no script in it/],
  ["node inspect server.js", /which starts a debugger/],
  ["npm start", /"npm start", so the script "start" calls itself endlessly/],
  ["npm run prod", /and there is no script "prod" in .*package\.json/],
  ["npm run a", /which is "npm run b", which is "npm run a", so the script "a" calls itself/],
  ["npm --workspaces start", /which starts several packages/],
  ["npm test", /"npm test" starts no server/],
  ["yarn workspace api start", /yarn finds no package "api" in the workspace/],
  ["cross-env-shell A=1 node server.js", /which needs a shell/],
  ["env -i node server.js", /its option -i needs a shell/],
  ["env-cmd -e prod node server.js", /only env-cmd can read/],
  ["bun server.js", /which Bun runs/],
  ["cd api && node server.js", /there is no folder api/],
  ["pm2-runtime ecosystem.config.js", /and ecosystem\.config\.js cannot be read/],
  ["pm2-runtime process.yml", /only pm2-runtime can start the apps in process\.yml/],
  ["node -e 1", /-e does not run a script once/],
];

describe("a folder that cannot be started so is refused with what was found, and what to name instead", () => {
  for (const [start, found] of refusals) {
    test(start, (t) => {
      const folder = makePackage(t, { scripts: { start, a: "npm run b", b: "npm run a" } });
      assert.throws(() => chooseApp(folder), { code: "app-not-found", message: found, hint: /name the script/i });
    });
  }

  test("no package.json, none that can be read, and nothing to start", (t) => {
    const cases = [
      [makePackage(t, {}, []), /no start script, and there is no main file, no server\.js/],
      [dirname(makePackage(t, {})), /no package\.json/],
    ] as const;
    for (const [folder, message] of cases) {
      assert.throws(() => chooseApp(folder), { code: "app-not-found", message, hint: /Name the script/ });
    }
    const damaged = makePackage(t, {});
    writeFileSync(join(damaged, "package.json"), "{");
    assert.throws(() => chooseApp(damaged), { code: "app-not-found", message: /package\.json cannot be read/ });
  });

  test("that prestart is not run is said", (t) => {
    const folder = makePackage(t, { scripts: { prestart: "tsc", start: "node server.js" } });
    assert.match(chooseApp(folder).note ?? "", /"node server\.js"; its prestart, "tsc", is not run/);
  });

  test("what is not run before the start script goes with the app, and so does what npm tells of config", (t) => {
    const config = { port: 4567, pool: { sizes: [1, true] }, none: null, off: false };
    const scripts = { prestart: "node gen.js", start: "node server.js" };
    const { app } = chooseApp(makePackage(t, { name: "shop", scripts, config }));
    assert.deepEqual(app.skipped, ["npm run prestart"]);
    assert.deepEqual(app.env, {
      npm_package_name: "shop",
      npm_package_config_port: "4567",
      npm_package_config_pool_sizes_0: "1",
      npm_package_config_pool_sizes_1: "true",
      npm_package_config_none: "",
      npm_package_config_off: "",
    });
    assert.equal("skipped" in chooseApp(makePackage(t, { config, scripts: { start: "node server.js" } })).app, false);
  });

  test("what prestart would have built is said to be missing", (t) => {
    const folder = makePackage(t, { scripts: { prestart: "tsc", start: "node out.js" } });
    assert.throws(() => chooseApp(folder), { hint: /prestart is not run/ });
  });
});
