import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { loadConfig } from "../../../harness/configuration/load.ts";
import { readModule } from "../../../harness/configuration/read.ts";

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-config-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const typed =
  'import { defineConfig } from "broadside";\nexport default defineConfig({ workers: 2 satisfies number });\n';
const plain = "export default { workers: 2 };\n";

describe("the configuration of a folder is found and loaded", { concurrency: 4 }, () => {
  for (const [name, content] of [
    ["broadside.config.ts", typed],
    ["broadside.config.mts", typed],
    [
      "broadside.config.js",
      'const { defineConfig } = require("broadside");\nmodule.exports = defineConfig({ workers: 2 });\n',
    ],
    ["broadside.config.mjs", plain],
    ["broadside.config.json", '{"workers":2}'],
  ] as const) {
    test(`as ${name}`, async (t) => {
      const folder = folderWith(t, { [name]: content });
      assert.deepEqual(await loadConfig(folder, undefined), { name, folder, config: { workers: 2 } });
    });
  }

  test("by its name, wherever it is", async (t) => {
    const folder = folderWith(t, { "other.mjs": plain, "broadside.config.json": '{"workers":3}' });
    assert.equal((await loadConfig(folder, "other.mjs"))?.config.workers, 2);
  });

  test("and a folder without one has none", async (t) => {
    assert.equal(await loadConfig(folderWith(t, {}), undefined), null);
  });

  test("a field that is undefined is one that is left out", async (t) => {
    const folder = folderWith(t, { "broadside.config.mjs": "export default { workers: 2, title: undefined };" });
    assert.equal((await loadConfig(folder, undefined))?.config.title, undefined);
  });
});

const unloadable: readonly (readonly [title: string, name: string, content: string, message: RegExp])[] = [
  [
    "throws",
    "ts",
    'const a: number = 1;\n\nthrow new Error("SHOP_URL is not\\nset");',
    /^broadside\.config\.ts:3:7: Error: SHOP_URL is not set$/,
  ],
  ["throws no error", "mjs", 'throw "nothing";', /^broadside\.config\.mjs: nothing$/],
  ["cannot be parsed as TypeScript", "ts", "export default {\n  a: : 2 };", /^broadside\.config\.ts:2: SyntaxError: /],
  [
    "cannot be parsed as JavaScript",
    "mjs",
    "export default {\n  a: 1,, };",
    /^broadside\.config\.mjs:2: SyntaxError: /,
  ],
  [
    "cannot be parsed as JSON",
    "json",
    '{"a": 1,}',
    /^broadside\.config\.json: SyntaxError: Expected .*line 1 column 9/,
  ],
  [
    "imports what is not there",
    "mjs",
    'import "nowhere";',
    /^broadside\.config\.mjs: Error: Cannot find package 'nowhere'/,
  ],
  ["ends its process", "mjs", "process.exit(0);", /^broadside\.config\.mjs ended its process/],
  ["has no default export", "mjs", "export const a = 1;", /^broadside\.config\.mjs has no default export$/],
  [
    "holds a function",
    "mjs",
    "export default { app: () => 1 };",
    /^broadside\.config\.mjs exports more than data: .*\(\) => 1/,
  ],
];

describe("a configuration that cannot be loaded is told in one sentence, with the place", { concurrency: 4 }, () => {
  for (const [title, ending, content, message] of unloadable) {
    test(`one that ${title}`, async (t) => {
      const folder = folderWith(t, { [`broadside.config.${ending}`]: content });
      await assert.rejects(loadConfig(folder, undefined), { name: "BroadsideError", message });
    });
  }

  test("one that never comes to its end is given up, whether it waits or computes", async (t) => {
    const folder = folderWith(t, {
      "waits.mjs": "setInterval(() => {}, 1000); await new Promise(() => {});",
      "computes.mjs": "for (;;);",
    });
    for (const name of ["waits.mjs", "computes.mjs"])
      assert.deepEqual(await readModule(join(folder, name), 0.5), { kind: "stuck" });
  });

  test("one that is not there", async (t) => {
    await assert.rejects(loadConfig(folderWith(t, {}), "nowhere.ts"), {
      code: "config-not-found",
      message: "nowhere.ts: there is no such file",
    });
  });

  test("several of them in a folder", async (t) => {
    const folder = folderWith(t, { "broadside.config.mjs": plain, "broadside.config.ts": typed });
    await assert.rejects(loadConfig(folder, undefined), {
      message: "there are several configurations: broadside.config.mjs, broadside.config.ts",
    });
  });
});

const invalid: readonly (readonly [config: unknown, message: string])[] = [
  [
    { scenarios: { checkout: { requests: ["/", { path: "/a", method: "post it" }] } } },
    'scenarios.checkout.requests[1].method is "post it"; it must be an HTTP method such as GET',
  ],
  [{ requests: [{ method: "GET" }] }, "requests[0].path is missing; it must be the path of a URL as it is sent"],
  [{ requests: [{ path: "/", pth: 1 }] }, "requests[0].pth is not a field; requests[0] is an object of name, weight"],
  [{ requests: [{ path: "/", expect: { status: 20 } }] }, "requests[0].expect.status is 20; it must be a status"],
  [{ requests: [{ path: "/", weight: 0 }] }, "requests[0].weight is 0; it must be a number above 0"],
  [{ requests: [1] }, 'requests[0] is 1; it must be a request such as "GET /api/orders"'],
  [{ requests: [] }, "requests is an empty list; it must be a list of one request or more"],
  [{ requests: "/" }, 'requests is "/"; it must be a list of requests'],
  [
    { headers: { "Content-Length": "1" } },
    'headers has the key "Content-Length"; it must be an object of headers of your own',
  ],
  [{ headers: { a: "b\r\nc" } }, 'headers.a is "b\\r\\nc"; it must be the value of a header'],
  [{ app: { args: [] } }, "app.script is missing; it must be a string"],
  [{ app: 1 }, 'app is 1; it must be the script that starts the server, such as "./server.js"'],
  [{ duration: "3 seconds" }, 'duration is "3 seconds"; it must be a time, such as'],
  [{ duration: -3 }, "duration is -3; it must be a time, such as"],
  [{ targets: [] }, "targets is an empty list; it must be a list of strategies"],
  [{ workers: "2" }, 'workers is "2"; it must be a whole number, or a list of them'],
  [{ connectionMode: "new" }, 'connectionMode is "new"; it must be "keep-alive" or "per-request"'],
  [{ scenarios: { "a b": {} } }, 'scenarios has the key "a b"; it must be an object of scenarios by name'],
  [{ scenarios: {} }, "scenarios is {}; it must be an object of one scenario or more"],
  [{ port: 3000 }, "port is not a field; the default export is an object of title, description, app"],
  [[], "the default export is an empty list; it must be an object of title, description, app"],
];

test("what is wrong in a configuration is told by its file and field, with what would be right", async (t) => {
  for (const [config, message] of invalid) {
    const folder = folderWith(t, { "broadside.config.json": JSON.stringify(config) });
    await assert.rejects(loadConfig(folder, undefined), (error: Error) => {
      assert.ok(error.message.startsWith(`broadside.config.json: ${message}`), error.message);
      return true;
    });
  }
});
