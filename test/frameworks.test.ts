import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chooseApp } from "../harness/cli/choose/app.ts";
import { loadRun } from "../harness/store/run-store.ts";
import { strategies } from "../targets/index.ts";
import { bootTarget } from "./support/boot-target.ts";
import { broadside, freshFolder } from "./support/broadside.ts";
import { isWholeGrid, rowsInGrid } from "./support/grid.ts";
import { ask } from "./support/http.ts";

const folder = fileURLToPath(new URL("frameworks/", import.meta.url));
const compiler = fileURLToPath(new URL("../node_modules/.bin/tsc", import.meta.url));

/** Small servers as the users of each framework write them; Nest's is compiled, and started by its package.json. */
const apps = {
  express: "express.cjs",
  fastify: "fastify.js",
  koa: "koa.js",
  hono: "hono.mjs",
  nest: "nest",
};

/** The strategy under which each framework runs where the whole grid does not. */
const common = "cluster-round-robin";

/** They are run by daemons of their own, and held to run any app by the contract of all strategies. */
const apart = new Set(["pm2", "docker"]);

execFileSync(compiler, ["--project", `${folder}nest`]);

for (const [name, path] of rowsInGrid(Object.entries(apps), 1)) {
  const { app } = chooseApp(folder + path);
  describe(name, { concurrency: 2 }, () => {
    for (const { name: strategy, notApplicable } of strategies) {
      if (apart.has(strategy) || notApplicable(app, {}) !== null) continue;
      if (!isWholeGrid && strategy !== common) continue;
      test(`answers rightly under ${strategy}`, async (t) => {
        const { url } = await bootTarget(t, { strategy, app });
        const found = await ask(`${url}/orders/7`);
        assert.equal(found.body.toString(), '{"id":7,"items":3}');
        assert.equal(found.headers["x-served-by"], name);
        const headers = { "content-type": "application/json" };
        const created = await ask(`${url}/orders`, { method: "POST", headers, body: '{"items":2}' });
        assert.deepEqual([created.status, created.body.toString()], [201, '{"created":2}']);
        assert.equal((await ask(`${url}/elsewhere`)).status, 404);
      });
    }
  });
}

test("a run of a folder is that of what npm start would start, and says that prestart was not run", async (t) => {
  const out = freshFolder(t);
  const short = ["-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "-w", "2"];
  const args = ["--app", `${folder}nest`, "--path", "/orders/7", "-t", "single,cluster-os", ...short, "-o", out];
  const { code, stderr } = await broadside(args);
  assert.equal(code, 0, stderr);
  const { plan, trials } = await loadRun(out);
  assert.equal(plan.app?.script, `${folder}nest/dist/main.js`);
  assert.deepEqual(plan.app?.nodeArgs, ["--enable-source-maps"]);
  assert.match(plan.description, /prestart, "npm run build", is not run/);
  for (const { status } of trials) assert.equal(status, "measured");
});
