import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { refuseLacking } from "../../../../harness/cli/choose/arms.ts";
import { makeRun } from "../../../support/trials.ts";

test("a saved plan is not gone on with where a strategy has lost what it needs, which is named with how to get it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside-lacking-"));
  const path = process.env["PATH"];
  t.after(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });
  process.env["PATH"] = "";
  const [single, second] = makeRun({ arms: ["single", "second"], blocks: 1 }).plan.arms;
  assert.ok(single !== undefined && second !== undefined);
  const app = { script: join(folder, "server.js"), args: [], env: {} };
  const withSecond = (strategy: string) => [single, { ...second, strategy }];
  assert.throws(() => refuseLacking("results/one", { arms: withSecond("pm2"), app }), {
    code: "bad-option",
    message: /^results\/one has the arm second, which can no longer run here: pm2 is not installed \(npm install pm2/,
  });
  refuseLacking("results/one", { arms: withSecond("cluster-os"), app });
  // Nobody starts a deployment here.
  refuseLacking("results/one", { arms: withSecond("external").slice(1), app: null });
});
