import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { staleBuild } from "../../../../../harness/experiments/gate/checkout/stale-build.ts";
import { makeRepository, writeFiles } from "./repository.ts";

test("a script that was built is told with a source that is newer, and what was not built, or built since, is not", async (t) => {
  const { folder, commit } = makeRepository(t);
  commit({
    ".gitignore": "dist\n",
    "package.json": "{}",
    "src/a.ts": "",
    "src/b.ts": "",
    "server.js": "",
    "README.md": "",
  });
  writeFiles(folder, { "dist/server.js": "" });
  const changed = (path: string, seconds: number): void => utimesSync(join(folder, path), seconds, seconds);
  const found = (script: string) => staleBuild(folder, join(folder, script));
  for (const path of ["src/a.ts", "src/b.ts", "server.js", "package.json"]) changed(path, 1_000);
  changed("README.md", 9_000);
  changed("dist/server.js", 2_000);
  assert.equal(await found("dist/server.js"), null);
  changed("src/b.ts", 3_000);
  assert.deepEqual(await found("dist/server.js"), { built: "dist/server.js", source: "src/b.ts" });
  assert.equal(await found("server.js"), null, "git has it: it is no build");
  writeFiles(folder, { "services/x/package.json": "{}", "services/x/dist/main.js": "", "services/x/main.ts": "" });
  changed("services/x/main.ts", 1_000);
  changed("services/x/dist/main.js", 2_000);
  assert.equal(await found("services/x/dist/main.js"), null, "sources of another package");
});
