import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { startTarget } from "../../../harness/process/target.ts";
import { bootTarget, targetSpec } from "../../support/boot-target.ts";
import { rowsInGrid } from "../../support/grid.ts";
import { ask } from "../../support/http.ts";

/** A script in a folder of its own, whose package is of that type. */
function makeApp(t: TestContext, name: string, type: string, source: string) {
  const folder = mkdtempSync(join(tmpdir(), "broadside-modules-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  writeFileSync(join(folder, name), source);
  return { script: join(folder, name), args: [], env: {} };
}

const required = "const { createServer } = require('node:http');";
const imported = "const { createServer } = await import('node:http');";
const serves = "createServer((_, response) => response.end('served')).listen(3000);";
const typed = `type Text = string; const text: Text = "served" as const;
createServer((_: unknown, response: { end(text: Text): void }) => response.end(text)).listen(3000);`;

const kinds: readonly (readonly [name: string, type: string, source: string])[] = [
  ["server.js", "commonjs", required + serves],
  ["server.js", "module", imported + serves],
  ["server.ts", "module", imported + typed],
  ["server.cjs", "module", required + serves],
  ["server.mjs", "commonjs", imported + serves],
  ["server.mts", "commonjs", imported + typed],
  ["server.cts", "module", required + typed],
];

describe("an app may be of any kind of module", { concurrency: 3 }, () => {
  for (const [name, type, source] of rowsInGrid(kinds, 3)) {
    test(`${name} in a package of type ${type}`, async (t) => {
      const app = makeApp(t, name, type, source);
      for (const strategy of name.endsWith("ts") ? ["single", "threads-listen"] : ["single"]) {
        const { url } = await bootTarget(t, { app, strategy });
        assert.equal((await ask(url)).body.toString(), "served");
      }
    });
  }
});

const unstripped: readonly (readonly [what: string, source: string, words: RegExp])[] = [
  ["an enum", "enum Colour { Red }", /TypeScript enum is not supported/],
  ["a decorator", "const seen = () => {}; class Orders { @seen find() {} }", /Invalid or unexpected token/],
  ["an import without its extension", "import './other';", /Cannot find module/],
];

describe("TypeScript that takes more than to strip types is refused with what to do", { concurrency: 3 }, () => {
  for (const [what, source, words] of unstripped) {
    test(what, async (t) => {
      const spec = targetSpec({ app: makeApp(t, "server.ts", "module", source) });
      await assert.rejects(startTarget(spec), {
        code: "app-threw",
        message: words,
        hint: /build it first and name the result, e\.g\. --app dist\/server\.js$/,
      });
    });
  }
});
