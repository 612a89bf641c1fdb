import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { type Files, started } from "./started.ts";

const tsx: Files = {
  "server.ts": "",
  "node_modules/tsx/package.json": '{ "name": "tsx", "bin": "cli.mjs", "exports": "./loader.mjs" }',
  "node_modules/tsx/loader.mjs": "",
  "node_modules/tsx/cli.mjs": "#!/usr/bin/env node\n",
  "node_modules/serve-it/package.json": '{ "name": "serve-it", "bin": "./cli.js" }',
  "node_modules/serve-it/cli.js": "#!/usr/bin/env node\n",
  "packages/api/server.js": "",
  "my hooks/trace.js": "",
};

/** A start script, what Node.js is started with, and the folder. */
const lines: readonly (readonly [start: string, line: string, folder?: string])[] = [
  [
    "pm2-runtime start server.js --node-args='--max-old-space-size=4096 --require ./tracing.js'",
    "node --max-old-space-size=4096 --require ./tracing.js server.js",
  ],
  [
    "pm2 start server.js --interpreter-args \"--require 'my hooks/trace.js'\"",
    "node --require 'my hooks/trace.js' server.js",
  ],
  ["pm2-runtime start server.ts --interpreter tsx -- --port 1", "node --import tsx server.ts --port 1"],
  [
    "pm2 start --interpreter tsx --interpreter-args --enable-source-maps server.ts",
    "node --import tsx --enable-source-maps server.ts",
  ],
  ["pm2 start server.js --interpreter /opt/node/bin/node", "node server.js"],
  ["pm2 start npm --interpreter bash --name api -- run serve", "node server.js --serve"],
  ["pm2 start server.js --cwd packages/api", "node server.js", "packages/api"],
  ["pm2-runtime --watch server.js -i max", "node server.js"],
  ["pm2 start server.js --watch --ignore-watch data", "node server.js"],
  ["pm2 start 'npm run serve' --name api", "node server.js --serve"],
  [
    "pm2 start serve-it --node-args --trace-warnings -- -p 1",
    "node --trace-warnings node_modules/serve-it/cli.js -p 1",
  ],
  [
    "pm2 reload apps.json --env eu --only 'api,other' --cwd packages/api",
    "REGION=eu PORT=1 node server.js",
    "packages/api",
  ],
  ["pm2-runtime list.json", "node --enable-source-maps server.js '--name=\"two words\"'"],
];

const listing: Files = {
  "apps.json":
    '{ "apps": [{ "name": "web", "script": "none.js" }, /* ours */ { "name": "api", "script": "server.js", "port": 1, "env_eu": { "REGION": "eu" } },] }',
  "list.json": `[{ "exec": "server.js", "nodeArgs": "--enable-source-maps", "args": "--name=\\"two words\\"" }]`,
};

describe("what PM2 starts is started with the options that are given to it:", () => {
  for (const [start, line, folder = ""] of lines) {
    test(start, (t) => {
      const found = started(t, start, { ...tsx, ...listing }, { serve: "node server.js --serve" });
      assert.deepEqual([found.line.split(" ").toSorted(), found.folder], [line.split(" ").toSorted(), folder]);
    });
  }
});

/** Every option with a value that the PM2 of this project declares, by the file of its command. */
const declared = ["CLI", "Runtime4Docker", "DevCLI"].flatMap((file) => {
  const path = createRequire(import.meta.url).resolve(`pm2/lib/binaries/${file}.js`);
  const command = { CLI: "pm2", Runtime4Docker: "pm2-runtime", DevCLI: "pm2-dev" }[file] ?? "";
  // Those of its other commands follow the options of all.
  const [ofAll = ""] = readFileSync(path, "utf8").split(".usage(");
  return [...ofAll.matchAll(/\.option\('([^']+)'/g)].flatMap(([, said = ""]) =>
    /[<[]/.test(said)
      ? said
          .replace(/\s*[<[].*/, "")
          .split(" ")
          .map((option) => ({ command, option }))
      : [],
  );
});

test("the value of no option of PM2 is taken for the script", (t) => {
  assert.ok(declared.length > 60, `${declared.length} options`);
  const ofTheApp = new Set(["--cwd", "--interpreter", "--node-args", "--interpreter-args"]);
  for (const { command, option } of declared.filter((each) => !ofTheApp.has(each.option))) {
    assert.match(started(t, `${command} start ${option} 5000 server.js`, {}).line, /^node server\.js$/, option);
  }
});

const told: readonly (readonly [start: string, note: RegExp])[] = [
  ["pm2 start server.js --uid www-data --max-memory-restart 300M", /; without its --uid and --max-memory-restart\.$/],
  ["pm2-runtime restarted.json", /; without its max_memory_restart and watch\.$/],
  ["pm2 start server.js --interpreter node@18.20.0", /; not by the node@18\.20\.0 given in --interpreter\.$/],
  ["pm2 start server.js --kill-timeout 5000 -n api", /; without pm2\.$/],
];

describe("what is left out of PM2's settings, and changes what the app does, is said:", () => {
  for (const [start, note] of told) {
    test(start, (t) => {
      const file = '{ "apps": [{ "script": "server.js", "watch": true, "trace": false, "max_memory_restart": "1G" }] }';
      assert.match(started(t, start, { "restarted.json": file }).note, note);
    });
  }
});

test("several scripts of one command, and what starts none, are told", (t) => {
  const files = { "worker.js": "" };
  assert.throws(() => started(t, "pm2 start server.js worker.js", files), {
    message: /which starts several scripts side by side$/,
    hint: /^Name the script of the server: --app \S*server\.js or --app \S*worker\.js$/,
  });
  assert.throws(() => started(t, "pm2 delete all", {}), { message: /and "pm2 delete" is not followed$/ });
  assert.throws(() => started(t, "pm2 start server.js --cwd gone", {}), { message: /and there is no folder gone$/ });
});
