import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadConfig } from "../../../harness/configuration/load.ts";
import { lookAtProject } from "../../../harness/init/project.ts";
import { configNameFor, configText } from "../../../harness/init/write-config.ts";
import { broadside } from "../../support/broadside.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

type Files = Readonly<Record<string, string>>;

function folderWith(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-init-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const express: Files = {
  "package.json": '{"type":"module","scripts":{"start":"NODE_ENV=production node -r dotenv/config server.js"}}',
  "server.js": 'import { orders } from "./routes/orders.js";\napp.use("/api/orders", orders);\napp.get("/health", ok);',
  "routes/orders.js": 'orders.get("/", list);\norders.get("/:id", one);\norders.post("/", add);',
};

const nest: Files = {
  "package.json": '{"scripts":{"build":"nest build","start":"nest start"},"devDependencies":{"broadside":"*"}}',
  "tsconfig.json": '{\n  // where it goes\n  "compilerOptions": { "outDir": "./out", },\n}',
  "src/main.ts": 'import { AppModule } from "./app.module";\nawait NestFactory.create(AppModule);',
  "src/app.module.ts": 'import { Cats } from "./cats.controller";',
  "src/cats.controller.ts": '@Controller("cats")\nclass Cats { @Get() all() {} @Post() add() {} }',
};

const generated: Files = {
  "package.json": '{"scripts":{"start":"node ./bin/www"}}',
  "bin/www": '#!/usr/bin/env node\nconst app = require("../app");\ncreateServer(app).listen(process.env.PORT);',
  "app.js":
    'const index = require("./routes/index");\nconst users = require("./routes/users");\napp.use("/", index);\napp.use("/users", users);',
  "routes/index.js": 'router.get("/", home);',
  "routes/users.js": 'router.get("/", all);',
};

const projects: readonly (readonly [
  title: string,
  files: Files,
  name: string,
  app: string | object,
  requests: readonly string[],
  comment?: RegExp,
])[] = [
  [
    "an Express server of several files",
    express,
    "broadside.config.mjs",
    ".",
    ["GET /api/orders"],
    /^ +\/\/ node -r dotenv\/config server\.js|NODE_ENV.*\n[^]*"GET \/api\/orders\/1",\n +\/\/ "POST \/api\/orders \{\}",\n.*health check.*\n +\/\/ "GET \/health",$/m,
  ],
  ["a Nest project that is not built", nest, "broadside.config.ts", ".", ["GET /cats"], /out\/main\.js/],
  [
    "an Express server as its generator lays it out",
    generated,
    "broadside.config.mjs",
    "./bin/www",
    ["GET /", "GET /users"],
  ],
  [
    "a server with a health check and one heavy route that needs an id",
    { "server.js": 'createServer(app);\napp.get("/healthz", ok);\napp.get("/reports/:id", heavy);' },
    "broadside.config.mjs",
    "./server.js",
    ["GET /healthz"],
    /"GET \/reports\/1"/,
  ],
  [
    "a TypeScript project of CommonJS, whose server is found by its name",
    { "package.json": '{"type":"commonjs","devDependencies":{"typescript":"7"}}', "src/app.ts": "createServer(x);" },
    "broadside.config.mts",
    "./src/app.ts",
    ["GET /"],
  ],
  [
    "a project whose settings hold globs, which look like comments",
    {
      "package.json":
        '{"files":["a/**/*.js","// b"],"scripts":{"start":"node dist/web.js"},"workspaces":["p/*/",",]"],"type":"module"}',
      "tsconfig.json":
        '{ "include": ["src/**/*"], /* built */ "compilerOptions": { "outDir": "dist" }, // "x"\n "exclude": ["**/*.test.ts"] }',
      "src/web.ts": 'app.get("/shop", all);',
    },
    "broadside.config.ts",
    "./dist/web.js",
    ["GET /shop"],
  ],
  [
    "what a framework built, whose code names routes that are none of the project's",
    { "package.json": '{"type":"module"}', "build/index.js": 'app.get("/_internal", x); server.listen(3000);' },
    "broadside.config.mjs",
    "./build/index.js",
    ["GET /"],
  ],
  [
    "a server of a package",
    {
      "package.json": '{"scripts":{"start":"shop-serve build"}}',
      "node_modules/shop-serve/package.json": '{"name":"shop-serve","bin":"./cli.js"}',
      "node_modules/shop-serve/cli.js": 'app.get("/__admin", x); app.listen(3000);',
    },
    "broadside.config.mjs",
    ".",
    ["GET /"],
  ],
  [
    "a start script that cannot be followed, and names its server",
    { ...generated, "package.json": '{"scripts":{"start":"DEBUG=shop:* node ./bin/www 1 & wait"}}' },
    "broadside.config.mjs",
    { script: "./bin/www", env: { DEBUG: "shop:*" }, args: ["1"] },
    ["GET /", "GET /users"],
  ],
  [
    "a start script that cannot be followed, beside a server",
    { "package.json": '{"scripts":{"start":"docker compose up"}}', "src/app.js": 'createServer(x); app.get("/a", y)' },
    "broadside.config.mjs",
    "./src/app.js",
    ["GET /a"],
  ],
  [
    "an API of two versions, whose routers import each other's helpers",
    {
      "package.json": "{}",
      "server.js":
        'const api = require("./api"); app.use("/v1", api); app.use("/v2", api); app.listen(3000); const { requireAuth } = require("./auth");',
      "api.js":
        'const { requireAuth, router: auth } = require("./auth"); api.use("/auth", auth); api.use("/users", requireAuth, require("./users"));',
      "auth.js": 'router.get("/me", me);',
      "users.js": 'const { total } = require("./orders"); users.get("/", all); require("./auth");',
      "orders.js": "exports.total = 1;",
    },
    "broadside.config.mjs",
    "./server.js",
    ["GET /v1/auth/me", "GET /v1/users", "GET /v2/auth/me"],
    /"GET \/v2\/users"/,
  ],
  ["an empty folder", {}, "broadside.config.mjs", "./server.js", ["GET /"]],
  [
    "a folder with a package.json that is none",
    { "package.json": "{" },
    "broadside.config.mjs",
    "./server.js",
    ["GET /"],
  ],
];

describe("what init writes loads and validates as it is, for", { concurrency: 2 }, () => {
  for (const [title, files, name, app, requests, comment] of projects) {
    test(title, async (t) => {
      const folder = folderWith(t, files);
      const project = lookAtProject(folder);
      assert.equal(configNameFor(project), name);
      const text = configText(project);
      writeFileSync(join(folder, name), text);
      assert.deepEqual((await loadConfig(folder, undefined))?.config, { app, requests });
      if (comment !== undefined) assert.match(text, comment);
    });
  }
});

test("init tells what it found and what to type next, and what it wrote runs; nothing is overwritten but by --force", async (t) => {
  const cwd = folderWith(t, express);
  const { code, stdout, stderr } = await broadside(["init"], { cwd });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^Wrote broadside\.config\.mjs\.\nThe app is \.\/server\.js, found by the script "start" of package/,
  );
  assert.match(
    stdout,
    /Requests: GET \/api\/orders\. Also found, left in comments: GET \/api\/orders\/1, .* hardly any work: GET \/health\./,
  );
  assert.match(stdout, /^ {2}broadside --quick +a look/m);
  assert.deepEqual(readdirSync(cwd).sort(), ["broadside.config.mjs", "package.json", "routes", "server.js"]);
  assert.match((await broadside(["list"], { cwd })).stdout, /^ {2}server +GET \/api\/orders of server\.js$/m);

  const path = join(cwd, "broadside.config.mjs");
  writeFileSync(path, "mine");
  const again = await broadside(["init"], { cwd });
  assert.deepEqual([again.code, readFileSync(path, "utf8")], [2, "mine"]);
  assert.match(again.stderr, /^broadside: broadside\.config\.mjs is already there\n.*--force/);
  assert.equal((await broadside(["init", "--force"], { cwd })).code, 0);
  assert.match(readFileSync(path, "utf8"), /app: "\."/);
});

test("npm's script bench works where npm was called, and says how to call it from there", async (t) => {
  const cwd = folderWith(t, express);
  const args = ["--silent", "--prefix", root, "run", "bench", "--", "init"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd });
  assert.ok(readdirSync(cwd).includes("broadside.config.mjs"));
  assert.ok(stdout.includes(`\n  npm --prefix ${root} run bench -- --quick `), stdout);
  assert.match(stdout, /run bench {2,}which strategy is fastest/);
});

test("init in a repository says how to keep results out of it, unless they are", async (t) => {
  const files = { "server.js": "createServer(x);", ".git/HEAD": "ref: refs/heads/main" };
  const open = await broadside(["init"], { cwd: folderWith(t, files) });
  assert.match(open.stdout, /^Git would track the results; ignore them with: echo results\/ >> \.gitignore$/m);
  const unended = folderWith(t, { ...files, ".gitignore": "dist/" });
  const { stdout } = await broadside(["init"], { cwd: unended });
  const [, command = ""] = /ignore them with: (.*)$/m.exec(stdout) ?? [];
  await promisify(execFile)("sh", ["-c", command], { cwd: unended });
  assert.equal(readFileSync(join(unended, ".gitignore"), "utf8"), "dist/\nresults/\n");
  const closed = await broadside(["init"], { cwd: folderWith(t, { ...files, ".gitignore": "dist\n/results\n" }) });
  assert.doesNotMatch(closed.stdout, /gitignore/);
});

test("init at the root of a workspace names the packages that can be started", async (t) => {
  const files = {
    "package.json": '{"workspaces":["apps/*"],"scripts":{"start":"turbo run start"}}',
    "apps/api/package.json": '{"name":"api","scripts":{"start":"node ."}}',
  };
  const { code, stdout } = await broadside(["init"], { cwd: folderWith(t, files) });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /its start script is "turbo run start", and "turbo" is not a Node\.js script.*\n.*--app \.\/apps\/api$/m,
  );
});

test("init tells of a start script that cannot be followed, and writes the script that it names", async (t) => {
  const cwd = folderWith(t, {
    ...generated,
    "package.json": '{"scripts":{"start":"node ./bin/www; echo $(date)"},"name":"shop"}',
  });
  const { code, stdout } = await broadside(["init"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^The app is \.\/bin\/www; check that it is the server\.\n.*because of "\$"$/m);
  assert.match(readFileSync(join(cwd, "broadside.config.mjs"), "utf8"), /^ {2}app: "\.\/bin\/www",$/m);
  assert.match((await broadside(["list"], { cwd })).stdout, /^ {2}shop +GET \/ and GET \/users of shop$/m);
});

test("init in a folder without a server says so, and leaves a configuration to fill in", async (t) => {
  const cwd = folderWith(t, {});
  const { code, stdout } = await broadside(["init"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^No server was found here: app is set to \.\/server\.js until you name yours\.$/m);
});

test("init where no route takes a GET without parameters says that what it requests is a guess", async (t) => {
  const folder = folderWith(t, {
    "package.json": '{"scripts":{"start":"node server.js"}}',
    "server.js": 'app.post("/orders", add);\napp.delete("/orders/:id", remove);\napp.listen(3000);',
  });
  const { code, stdout } = await broadside(["init"], { cwd: folder });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /No route was found that takes a GET without parameters: GET \/ is requested until you choose another\. Also found, left in comments: POST \/orders \{\}, DELETE \/orders\/1\./,
  );
});
