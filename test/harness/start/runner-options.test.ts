import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Files, runnerPackages, started } from "./started.ts";

const files: Files = {
  "server.ts": "",
  "x.js": "",
  "dist/main.js": "",
  "packages/api/server.js": "",
  ...runnerPackages,
  "forever.json": '[{ "script": "server.js", "sourceDir": "packages/api", "command": "node --trace-warnings" }]',
};

/** A start script, what Node.js is started with, and the folder. */
const lines: readonly (readonly [start: string, line: string, folder?: string])[] = [
  ["nodemon --exec node --import ./x.js server.js", "node --import ./x.js server.js"],
  ["nodemon -x node --loader ts-node/esm -e ts server.ts --port 1", "node --loader ts-node/esm server.ts --port 1"],
  ["nodemon --exec 'node --enable-source-maps' -r ./x.js server.js", "node --enable-source-maps -r ./x.js server.js"],
  ["nodemon --inspect-port 9230 --trace-warnings server.js -q one", "node --trace-warnings server.js one"],
  ["nodemon --cwd packages/api server.js", "node server.js", "packages/api"],
  ["nodemon --config harmony.json server.js", "TIER=1 node --harmony server.js"],
  ["node-dev --respawn --notify=false --ignore x --import ./x.js server.js", "node --import ./x.js server.js"],
  [
    "ts-node-dev --respawn --max-old-space-size=4096 --import ./x.js --no-notify -T server.ts",
    "node --max-old-space-size=4096 --import ./x.js node_modules/ts-node/bin.js -T server.ts",
  ],
  [
    "ts-node --esm -P tsconfig.api.json --transpile-only -r ./x.js server.ts",
    "TS_NODE_PROJECT=tsconfig.api.json TS_NODE_TRANSPILE_ONLY=true node --require ./x.js --loader ts-node/esm server.ts",
  ],
  [
    "babel-node --max-old-space-size=4096 --import ./x.js --presets env server.js",
    "node --max-old-space-size=4096 --import ./x.js node_modules/@babel/node/lib/_babel-node.js --presets env server.js",
  ],
  ["nest start --exec 'node --import ./x.js'", "node --import ./x.js --enable-source-maps dist/main.js"],
  ["tsx watch --import ./x.js --include a server.ts", "node --import tsx --import ./x.js server.ts"],
  ["supervisor -w src -x 'node' -- --import ./x.js server.js one", "node --import ./x.js server.js one"],
  ["supervisor --no-restart-on exit server.js", "node server.js"],
  [
    "forever start -c 'node --import ./x.js' --minUptime 5 -o out.log server.js -e one",
    "node --import ./x.js server.js -e one",
  ],
  ["forever --workingDir packages/api server.js", "node ../../server.js", "packages/api"],
  ["forever start forever.json", "node --trace-warnings server.js", "packages/api"],
  [
    "concurrently --restart-tries 3 --kill-signal SIGTERM 'node --import ./x.js server.js'",
    "node --import ./x.js server.js",
  ],
  ["npm run serve --node-options=--max-old-space-size=4096", "NODE_OPTIONS=--max-old-space-size=4096 node server.js"],
  ["cross-env NODE_OPTIONS='--import ./x.js' node server.js", "NODE_OPTIONS='--import ./x.js' node server.js"],
];

describe("options that are given to a runner reach what it starts:", () => {
  for (const [start, line, folder = ""] of lines) {
    test(start, (t) => {
      const settings = '{ "execMap": { "js": "node --harmony" }, "env": { "TIER": 1 } }';
      const found = started(t, start, { ...files, "harmony.json": settings }, { serve: "node server.js" });
      assert.deepEqual([found.line, found.folder], [line, folder]);
    });
  }
});

test("an option of ts-node that its loader does not take is said to be left out", (t) => {
  assert.match(started(t, "ts-node --esm --swc server.ts", files).note, /; without ts-node's --swc\.$/);
});
