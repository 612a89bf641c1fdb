import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { findStart, lineOf, readStart } from "../../../harness/start/read-start.ts";
import { command, type Files, runnerPackages } from "./started.ts";

const pnpmShim = `#!/bin/sh
basedir=$(dirname "$0")
export NODE_PATH="$basedir_abs"/'../.pnpm/shop-server@1/node_modules'
if [ -x "$basedir/node" ]; then
  exec "$basedir/node"  "$basedir"/'../.pnpm/shop-server@1/node_modules/shop-server/cli.js' "$@"
else
  exec node  "$basedir"/'../.pnpm/shop-server@1/node_modules/shop-server/cli.js' "$@"
fi
`;

/** What is installed and built in every one of the projects. */
const installed: Files = {
  "server.js": "",
  "server.ts": "",
  "src/main.ts": "",
  "dist/main.js": "",
  "bin/www": command,
  "nest-cli.json": '{ "sourceRoot": "src" }',
  "tsconfig.json": '{ "compilerOptions": { "outDir": "./dist" } } // built there',
  "bin/start.sh": '#!/bin/sh\n# the server\nset -e\nexport A=1\nexec node server.js "$@"\n',
  "ecosystem.config.cjs":
    'console.log("read");\nmodule.exports = { apps: [{ name: "api", script: "./server.js", args: "--x 1", node_args: ["--enable-source-maps"], env: { TIER: "gold" }, env_stage: { TIER: "silver" } }] };',
  "by-npm.json": '{ "apps": [{ "script": "npm", "args": "run prod" }] }',
  "npm-by-none.json": '{ "apps": [{ "script": "npm", "args": ["run", "prod"], "interpreter": "none" }] }',
  "itself.json": '{ "apps": [{ "script": "bin/www", "args": "--x", "interpreter": "none" }] }',
  "node-by-none.json": '{ "apps": [{ "script": "node", "args": "server.js", "exec_interpreter": "none" }] }',
  "shell.json": '{ "apps": [{ "script": "bin/start.sh", "args": "--port 1" }] }',
  ".env": "A=1",
  ".env.production": "A=2",
  ".output/server/index.mjs": "",
  "pnpm-workspace.yaml": 'packages:\n  # all of them\n  - "apps/*"\n  - "!apps/old"\n',
  "apps/api/package.json": '{ "name": "@shop/api", "scripts": { "start": "node index.js" } }',
  "apps/api/index.js": "",
  "node_modules/.bin/shop-server": pnpmShim,
  "node_modules/.pnpm/shop-server@1/node_modules/shop-server/cli.js": "// no first line that says so",
  "node_modules/plain-server/package.json": '{ "name": "@x/plain-server", "bin": "./run.cjs" }',
  "node_modules/plain-server/run.cjs": "",
  "node_modules/with-options/package.json": '{ "name": "with-options", "bin": { "with-options": "cli.js" } }',
  "node_modules/with-options/cli.js": "#!/usr/bin/env -S node --enable-source-maps\n",
  "node_modules/.bin/of-windows": "#!/usr/bin/env node\r\n",
  "node_modules/.bin/of-windows-with-options": "#!/usr/bin/env -S node --enable-source-maps \r\n",
  "bin/spaced": "#!/usr/bin/env node \n",
  "bin/of-windows.sh": "#!/bin/sh\r\nexport A=1 \\\r\n  B=2\r\nexec node server.js\r\n",
  ...runnerPackages,
};

function project(t: TestContext, scripts: Files, more: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-follow-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const manifest = JSON.stringify({ name: "shop", main: "server.js", scripts });
  for (const [name, content] of Object.entries({ "package.json": manifest, ...installed, ...more })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const production = "NODE_ENV=production node dist/main.js";

/** A start script, what Node.js is started with, and what the note says beside. */
const starts: readonly (readonly [start: string, line: string, note?: RegExp])[] = [
  // names of other scripts
  [
    "npm run prod",
    production,
    /"npm run prod", with NODE_ENV=production node dist\/main\.js; its preprod, "tsc", is not run/,
  ],
  ["npm run-script prod -- --port 1", `${production} --port 1`],
  ["npm -s run prod one -- two", `${production} one two`],
  ["yarn prod --port 1", `${production} --port 1`],
  ["yarn run -s prod", production],
  ["pnpm prod -p 1", `${production} -p 1`],
  ["pnpm -s run prod", production],
  ["bun run prod", production],
  ["node --run prod", production],
  ["A=1 npm run prod", "A=1 NODE_ENV=production node dist/main.js"],
  ["npm run twice", "B=2 NODE_ENV=production node dist/main.js"],
  ["run-s build prod", production, /"npm run build" before it is not run/],
  // in other folders
  ["npm start -w @shop/api", "node index.js"],
  ["npm -w apps/api start", "node index.js"],
  ["npm --workspace=api run start", "node index.js"],
  ["npm --prefix apps/api start", "node index.js"],
  ["npm -C ./apps/api start -- --x", "node index.js --x"],
  ["yarn workspace @shop/api start", "node index.js"],
  ["yarn --cwd apps/api start", "node index.js"],
  ["pnpm --filter api start", "node index.js"],
  ["pnpm -F ./apps/api run start", "node index.js"],
  ["pnpm -C apps/api start", "node index.js"],
  ["cd apps/api && npm start", "node index.js"],
  // what sets variables
  ["env A=1 B=2 node server.js", "A=1 B=2 node server.js"],
  ["export A=1 && exec node server.js", "A=1 node server.js"],
  ["cross-env A=1 yarn prod", "A=1 NODE_ENV=production node dist/main.js"],
  ["dotenv -- node server.js", "node --env-file=.env server.js"],
  [
    "dotenv -e .env.production -e .env -e gone -v C=3 -- npm run prod",
    "C=3 NODE_ENV=production node --env-file=.env --env-file=.env.production dist/main.js",
  ],
  ["dotenv -c production -- node server.js", "node --env-file=.env --env-file=.env.production server.js"],
  ["dotenvx run -f .env -- node server.js", "node --env-file=.env server.js"],
  ["env-cmd -f .env.production node server.js", "node --env-file=.env.production server.js"],
  // options of Node.js, by Node.js's own word of which take a value
  ["node --report-dir /tmp --enable-source-maps server.js", "node --report-dir /tmp --enable-source-maps server.js"],
  ["node --max-http-header-size 65536 -r ./a.js server", "node --max-http-header-size 65536 -r ./a.js server.js"],
  [
    "node --watch --watch-path src --inspect=0.0.0.0:9229 server.js",
    "node server.js",
    /without --watch and --watch-path and --inspect/,
  ],
  ["node bin/www", "node bin/www"],
  ["./bin/www", "node bin/www"],
  ["node .", "node server.js"],
  // what starts another process
  ["nest start", "node --enable-source-maps dist/main.js"],
  ["nest start --watch --env-file .env -- --x", "node --env-file .env --enable-source-maps dist/main.js --x"],
  ["tsx server.ts", "node --import tsx server.ts"],
  [
    "tsx watch --clear-screen=false --env-file=.env src/main --x",
    "node --import tsx --env-file=.env src/main.ts --x",
    /without watch/,
  ],
  ["npx tsx server.ts", "node --import tsx server.ts"],
  ["ts-node -P tsconfig.json server.ts", "node node_modules/ts-node/bin.js -P tsconfig.json server.ts"],
  ["ts-node --esm server.ts", "node --loader ts-node/esm server.ts"],
  [
    "ts-node-dev --respawn --transpile-only --ignore-watch x server.ts",
    "node node_modules/ts-node/bin.js --transpile-only server.ts",
    /without ts-node-dev/,
  ],
  ["nodemon", "node server.js", /without nodemon/],
  ["nodemon -e js,json --watch src --inspect server.js one", "node server.js one"],
  [
    "nodemon --exec 'tsx --tsconfig tsconfig.json' server.ts",
    "TSX_TSCONFIG_PATH=tsconfig.json node --import tsx server.ts",
  ],
  ["nodemon server.ts", "node node_modules/ts-node/bin.js server.ts"],
  ["babel-node server.js", "node node_modules/@babel/node/lib/_babel-node.js server.js"],
  ["nuxt start", "node .output/server/index.mjs"],
  ["pm2-runtime start dist/main.js -i max -- --x", "node dist/main.js --x", /without pm2-runtime/],
  ["pm2-runtime ecosystem.config.cjs", "TIER=gold node --enable-source-maps server.js --x 1"],
  [
    "pm2 start ecosystem.config.cjs --only api --env stage --no-daemon",
    "TIER=silver node --enable-source-maps server.js --x 1",
  ],
  ["pm2-runtime npm -- run prod", production],
  ["pm2-runtime by-npm.json", production],
  ["pm2-runtime npm-by-none.json", production],
  ["pm2-runtime itself.json", "node bin/www --x"],
  ["pm2-runtime node-by-none.json", "node server.js"],
  ["pm2-runtime shell.json", "A=1 node server.js --port 1"],
  ["pm2-runtime bin/start.sh", "A=1 node server.js"],
  // programs by their paths
  ["/usr/bin/node server.js --x", "node server.js --x"],
  ["/usr/bin/env A=1 /usr/local/bin/npm run prod", `A=1 ${production}`],
  // of a shell, what it needs no shell for
  ["sh -c 'A=1 node server.js'", "A=1 node server.js"],
  ["bash bin/start.sh", "A=1 node server.js"],
  ["./bin/start.sh --port 1", "A=1 node server.js --port 1"],
  ["node server.js --port ${PORT_OF_NOBODY:-3000}", "node server.js --port 3000"],
  ["export TIER=gold && node server.js \"$TIER\" '$TIER'", "TIER=gold node server.js gold '$TIER'"],
  ["npm-run-all build --parallel prod", production],
  ["concurrently 'npm run prod'", production],
  // commands of packages
  ["./src/../node_modules/.bin/plain-server", "node node_modules/plain-server/run.cjs"],
  ["shop-server -p 80", "node node_modules/.pnpm/shop-server@1/node_modules/shop-server/cli.js -p 80"],
  ["pnpm exec shop-server", "node node_modules/.pnpm/shop-server@1/node_modules/shop-server/cli.js"],
  ["yarn plain-server", "node node_modules/plain-server/run.cjs"],
  ["node_modules/.bin/plain-server", "node node_modules/plain-server/run.cjs"],
  ["npx --no-install with-options x", "node --enable-source-maps node_modules/with-options/cli.js x"],
  // first lines that end in a space, or as on Windows
  ["of-windows --x", "node node_modules/.bin/of-windows --x"],
  ["of-windows-with-options", "node --enable-source-maps node_modules/.bin/of-windows-with-options"],
  ["./bin/spaced", "node bin/spaced"],
  ["sh bin/of-windows.sh", "A=1 B=2 node server.js"],
  // of several, the last
  [
    "npm run build && prisma migrate deploy && node dist/main.js",
    "node dist/main.js",
    /"npm run build" before it is not run; "prisma migrate deploy" before it is not run/,
  ],
  ["node server.js | pino-pretty -c", "node server.js", /its output does not go through "pino-pretty -c"/],
];

describe("a start script is followed to the script that Node.js runs:", () => {
  for (const [start, line, note] of starts) {
    test(start, (t) => {
      const scripts = {
        start,
        preprod: "tsc",
        prod: "NODE_ENV=production node dist/main",
        build: "tsc",
        twice: "B=2 npm run prod",
      };
      const folder = project(t, scripts);
      const found = findStart(join(folder, "package.json"), "here");
      assert.equal(lineOf(found.app), line);
      assert.equal(found.app.cwd, line.includes("index.js") ? join(folder, "apps/api") : folder);
      if (note !== undefined) assert.match(found.note ?? "", note);
    });
  }

  test("a command by a link, as npm installs it, from a package of a workspace", (t) => {
    const folder = project(
      t,
      {},
      { "apps/web/package.json": '{ "scripts": { "start": "linked" } }', "apps/web/x": "" },
    );
    writeFileSync(join(folder, "node_modules/linked.js"), command);
    symlinkSync("../linked.js", join(folder, "node_modules/.bin/linked"));
    const { app } = readStart(join(folder, "apps/web/package.json"), "here");
    assert.equal(app.script, join(folder, "node_modules/linked.js"));
  });

  test("nest's settings: where a project of a workspace is built, through what its tsconfig.json extends", (t) => {
    const folder = project(
      t,
      { start: "nest start api" },
      {
        "nest-cli.json":
          '{ "projects": { "api": { "sourceRoot": "apps/api/src", "entryFile": "boot", "compilerOptions": { "tsConfigPath": "apps/api/tsconfig.app.json" } } } }',
        "apps/api/tsconfig.app.json":
          '{ "extends": "../../tsconfig", "compilerOptions": { "outDir": "../../out/api" } }',
        "out/api/boot.js": "",
      },
    );
    assert.equal(
      lineOf(findStart(join(folder, "package.json"), "here").app),
      "node --enable-source-maps out/api/boot.js",
    );
  });
});

test("how an app is started is told without its secrets, and started with them", (t) => {
  const folder = project(t, { start: "DB_PASSWORD='s3cr3t !' node server.js --token s3cr3t" });
  const { app, note } = findStart(join(folder, "package.json"), "here");
  assert.equal(app.env["DB_PASSWORD"], "s3cr3t !");
  assert.deepEqual(app.args, ["--token", "s3cr3t"]);
  assert.equal(lineOf(app), "DB_PASSWORD='***' node server.js --token '***'");
  assert.doesNotMatch(note ?? "", /, by /);
});

/** A start script, what else is there, and what is said to do. */
const hints: readonly (readonly [start: string, more: Files, hint: RegExp])[] = [
  ["node $(main) dist/main.js", {}, /^Name the script itself: --app \S*dist\/main\.js$/],
  [
    "node server.js --port $PORT_OF_NOBODY",
    {},
    /^Set PORT_OF_NOBODY before the command you type\. Or: Name the script itself: --app \S*server\.js -- --port \$PORT_OF_NOBODY$/,
  ],
  ["node server.js --allow 'http://*' *.js", {}, /: --app \S*server\.js -- --allow 'http:\/\/\*' \*\.js$/],
  ["node server.js --x 1 || echo done; echo b", {}, /: --app \S*server\.js -- --x 1$/],
  ["node server.js& echo done", {}, /: --app \S*server\.js$/],
  ["node server.js & # the server", {}, /: --app \S*server\.js$/],
  [
    "DEBUG=app:* URL='a;b c' API_TOKEN=abc1 HOST=$(hostname -f) DATA=~/x node server.js & wait",
    {},
    /: --app \S*server\.js --env 'DEBUG=app:\*' --env 'URL=a;b c' --env 'API_TOKEN=\*\*\*' --env "HOST=\$\(hostname -f\)" --env "DATA=\$HOME\/x" # type the secrets again, for \*\*\*$/,
  ],
  [
    "export A=1; B=2 sh -c 'C=3 node server.js 4 & wait'",
    {},
    /: --app \S*server\.js --env A=1 --env B=2 --env C=3 -- 4$/,
  ],
  ["node -p 1 | ./none ; true", {}, /^Name the script, or the package/],
  [
    "concurrently -n a,b npm:api 'B=2 node server.js 1'",
    {
      "package.json":
        '{ "scripts": { "start": "concurrently -n a,b npm:api \'B=2 node server.js 1\'", "api": "nest start" } }',
    },
    /^Name the script of the server: --app \S*dist\/main\.js --env NODE_OPTIONS=--enable-source-maps or --app \S*server\.js --env B=2 -- 1$/,
  ],
  [
    "concurrently 'node --max-old-space-size=128 server.js' 'node --env-file=.env dist/main.js'",
    { ".env": "A=1" },
    /: --app \S*server\.js --env NODE_OPTIONS=--max-old-space-size=128 or --app \S+ once its package\.json has "start": "node --env-file=\.env dist\/main\.js"$/,
  ],
  [
    "concurrently 'npm:start:*'",
    {
      "package.json":
        '{ "scripts": { "start": "concurrently \'npm:start:*\'", "start:prod": "node dist/main", "start:css": "tailwindcss -w" } }',
    },
    /^Name the script of the server: --app \S*dist\/main\.js$/,
  ],
  [
    "run-p build serve",
    { "package.json": '{ "scripts": { "start": "run-p build serve", "build": "tsc", "serve": "node dist/main" } }' },
    /^Name the script of the server: --app \S*dist\/main\.js$/,
  ],
  [
    "next start",
    { "package.json": '{ "scripts": { "start": "next start" }, "dependencies": { "next": "1" } }' },
    /^Install them first: npm install$/,
  ],
  [
    "pm2-runtime two.json",
    { "two.json": '{ "apps": [{ "script": "server.js" }, { "script": "dist/main.js" }] }' },
    /^Name the script of the server: --app \S*server\.js or --app \S*dist\/main\.js$/,
  ],
  ["doppler run -- shop-server -p 80", {}, /^Name the script itself: --app \S*shop-server\/cli\.js -- -p 80$/],
  ["turbo run start", {}, /^Name the script, or the package: --app \S*apps\/api$/],
  [
    "node lib/main.js",
    {},
    /^Build it first \(npm run build\), or name the script itself, such as --app \S*dist\/main\.js\.$/,
  ],
  ["node lib/main.js", { "pnpm-lock.yaml": "" }, /^Build it first \(pnpm build\)/],
  ["node lib/app.js", { "src/app.ts": "" }, /^Build it first \(npm run build\), or name the script itself\.$/],
  ["tsc -b && node lib/main.js", {}, /^Build it first \(tsc -b is not run for you\)/],
];

test("a project without a start script whose framework has not built its server is to be built", (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-unbuilt-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "scripts": { "build": "vite build" } }');
  writeFileSync(join(folder, "pnpm-lock.yaml"), "");
  const hint = /^Build it first \(pnpm build\), or name the script/;
  assert.throws(() => readStart(join(folder, "package.json"), "here"), { code: "app-not-found", hint });
});

describe("one that cannot be followed is answered with the project's own files:", () => {
  for (const [start, more, hint] of hints) {
    test(start, (t) => {
      const folder = project(t, { start, build: "tsc" }, more);
      assert.throws(() => readStart(join(folder, "package.json"), "here"), { code: "app-not-found", hint });
    });
  }
});

/** A project without a start script, and what is started. */
const entries: readonly (readonly [title: string, files: Files, script: string, why: RegExp])[] = [
  [
    "main, where it listens",
    { "package.json": '{"main":"web"}', "web.js": "app.listen(1)", "server.js": "x.listen(1)" },
    "web.js",
    /"main"/,
  ],
  [
    "what listens rather than main",
    { "package.json": '{"main":"index.js"}', "index.js": "", "app.js": "app.listen(1)" },
    "app.js",
    /its name and because it listens/,
  ],
  [
    "built before its source",
    { "package.json": "{}", "src/main.ts": "x.listen(1)", "dist/main.js": "x.listen(1)" },
    "dist/main.js",
    /its name/,
  ],
  ["bin/www", { "package.json": "{}", "app.js": "", "bin/www": "createServer()" }, "bin/www", /its name/],
  ["what a framework builds", { "package.json": "{}", "build/index.js": "" }, "build/index.js", /a framework builds/],
];

describe("without a start script it is", () => {
  for (const [title, files, script, why] of entries) {
    test(title, (t) => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-entry-")));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      const found = findStart(join(folder, "package.json"), "here");
      assert.equal(found.app.script, join(folder, script));
      assert.match(found.why, why);
    });
  }
});

test("a hint names the script, and not the program by whose path it is started", (t) => {
  const folder = project(t, { start: `${process.execPath} server.js --x || true` });
  assert.throws(() => findStart(join(folder, "package.json"), "here"), { hint: /server\.js/ });
  assert.throws(
    () => findStart(join(folder, "package.json"), "here"),
    ({ hint }: { hint: string }) => !hint.includes(process.execPath) && !hint.includes("bin/node"),
  );
});
