import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { strategies } from "../../targets/index.ts";
import { startBroadside } from "../support/broadside.ts";
import { useEngine } from "../support/engine.ts";
import { isInGrid } from "../support/grid.ts";
import { ask } from "../support/http.ts";
import { assertNoneMarked } from "../support/marked-processes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const copied = ["build.js", "harness", "reports", "scenarios", "targets", "package.json"];

if (isInGrid("docker")) useEngine();

test("strategies work where the path of the program has spaces and signs that mean something in URLs", async (t) => {
  const parent = mkdtempSync(join(tmpdir(), "broadside-folder-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, "my code #1 100%20 ?");
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const { name } of strategies.filter((strategy) => isInGrid(strategy.name))) {
    const command = startBroadside(["serve", name, "--workers", "2"], {
      program: join(folder, "harness/cli/broadside.js"),
    });
    t.after(() => command.kill("SIGKILL"));
    const [url] = await command.said(/^http:\/\/127\.0\.0\.1:\d+$/m);
    assert.equal((await ask(`${url}/report?rows=10`)).status, 200, name);
    command.kill("SIGTERM");
    await command.ended;
    assertNoneMarked(command.mark);
  }
});
