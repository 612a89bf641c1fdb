import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { AppSpec } from "../../targets/protocol.ts";
import { bootTarget } from "../support/boot-target.ts";

/** An app in a folder of its own: the first file is its script. */
function appOf(t: TestContext, files: Readonly<Record<string, string>>, more: Partial<AppSpec> = {}): AppSpec {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-loading-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return { script: join(folder, Object.keys(files)[0] ?? ""), args: [], env: {}, cwd: folder, ...more };
}

const enumServer = `enum Answer { Yes }
require("http").createServer((_request: unknown, response: any) => response.end("yes " + Answer.Yes)).listen(0);`;

/** As ts-node, @swc-node/register and esbuild-register do it. */
const compiler = `require.extensions[".ts"] = (module, path) =>
  module._compile(require("fs").readFileSync(path, "utf8").replace("enum Answer { Yes }", "const Answer = { Yes: 0 };").replace(/: unknown|: any/g, ""), path);`;

for (const strategy of ["single", "cluster-round-robin", "threads-listen", "reverse-proxy"]) {
  test(`${strategy}: a compiler that an app has hooked into require compiles the app's own script too`, async (t) => {
    const files = { "server.ts": enumServer, "compiler.cjs": compiler, "package.json": '{ "type": "commonjs" }' };
    const app = appOf(t, files, { nodeArgs: ["--require", "./compiler.cjs"] });
    const target = await bootTarget(t, { strategy, app });
    assert.equal(await (await fetch(target.url)).text(), "yes 0");
  });
}

test("what an app did just before it ended at once is told", async (t) => {
  const script =
    'const { createServer } = require("http"); createServer().listen(3000); createServer().listen(9090); process.exit(0);';
  await assert.rejects(bootTarget(t, { app: appOf(t, { "app.cjs": script }) }), {
    code: "app-listened-twice",
    message: /on port 3000 and on port 9090/,
  });
});

test("an app that only waits for a process that listens in its place is told so", async (t) => {
  const files = {
    "starter.cjs":
      'require("child_process").spawnSync(process.execPath, ["server.cjs", "--fast"], { stdio: "inherit" });',
    "server.cjs": 'require("http").createServer(() => {}).listen(0, "127.0.0.1");',
  };
  await assert.rejects(bootTarget(t, { app: appOf(t, files), bootTimeoutSeconds: 20 }), {
    code: "app-never-listened",
    message: /starter\.cjs does not listen itself; .*server\.cjs --fast$/,
    hint: /--app \S*server\.cjs -- --fast$/,
  });
});

delete process.env["NODE_ENV"];
const saysStage =
  'require("http").createServer((_request, response) => response.end(process.env.NODE_ENV + " " + process.env.TIER)).listen(0);';

test("NODE_ENV is production, unless a file of variables that Node.js reads sets it", async (t) => {
  const stages = [
    ["TIER=gold", "production gold"],
    ["TIER=gold\nNODE_ENV=staging", "staging gold"],
  ] as const;
  for (const [variables, said] of stages) {
    for (const nodeArgs of [["--env-file=.env"], ["--env-file", ".env"]]) {
      const app = appOf(t, { "server.cjs": saysStage, ".env": variables }, { nodeArgs });
      const target = await bootTarget(t, { strategy: "cluster-os", app });
      assert.equal(await (await fetch(target.url)).text(), said);
    }
  }
});
