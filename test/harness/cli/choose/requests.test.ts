import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { chooseRequests, type RequestArguments, withOptionsForAll } from "../../../../harness/cli/choose/requests.ts";
import type { RequestKind } from "../../../../harness/model/index.ts";

function chosen(argv: RequestArguments): readonly RequestKind[] {
  return withOptionsForAll(chooseRequests(argv) ?? [], argv);
}

function fileWith(t: TestContext, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-body-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "body");
  writeFileSync(path, content);
  return path;
}

const json = { "content-type": "application/json" };

describe("requests from the command line", () => {
  test("one is made of its path, method, body, headers and what is expected", () => {
    const argv = {
      path: "/api?q=1",
      method: "put",
      body: "a=1",
      header: [
        ["Accept", "a:b"],
        ["X-Empty", ""],
      ] as const,
    };
    assert.deepEqual(chosen({ ...argv, "expect-status": 201, "expect-text": "ok" }), [
      {
        name: "PUT /api?q=1",
        weight: 1,
        method: "PUT",
        path: "/api?q=1",
        headers: { Accept: "a:b", "X-Empty": "" },
        body: "a=1",
        expect: { status: 201, includes: "ok" },
      },
    ]);
  });

  test("one with a body is a POST, and JSON is said to be JSON unless a header says what it is", () => {
    const [order] = chosen({ path: "/orders", body: '{"a":1}' });
    assert.deepEqual([order?.method, order?.headers], ["POST", json]);
    const [typed] = chosen({ body: "[1]", header: [["Content-Type", "application/vnd.api+json"]] });
    assert.deepEqual([typed?.path, typed?.headers], ["/", { "Content-Type": "application/vnd.api+json" }]);
    assert.deepEqual(chosen({ body: "{no json" })[0]?.headers, {});
  });

  test("a --request is a path, with a weight and a method before it and a body after it if need be", (t) => {
    const file = fileWith(t, '{"from":"a file"}\n');
    const request = ["/a", "90% GET /b", "0.5 delete /c", "3 POST /d @" + file, "/d  two words ", "POST /d {}"];
    assert.deepEqual(
      chosen({ request }).map(({ name, weight, method, path, headers, body }) => [
        name,
        weight,
        method,
        path,
        headers,
        body,
      ]),
      [
        ["GET /a", 1, "GET", "/a", {}, undefined],
        ["GET /b", 90, "GET", "/b", {}, undefined],
        ["DELETE /c", 0.5, "DELETE", "/c", {}, undefined],
        ["POST /d", 3, "POST", "/d", json, '{"from":"a file"}\n'],
        ["POST /d (2)", 1, "POST", "/d", {}, "two words"],
        ["POST /d (3)", 1, "POST", "/d", json, "{}"],
      ],
    );
  });

  test("a body that is no text is kept byte for byte", (t) => {
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff]);
    const [image] = chosen({ body: `@${fileWith(t, bytes)}` });
    assert.deepEqual([image?.body, image?.bodyEncoding], [bytes.toString("base64"), "base64"]);
  });

  const bad: readonly (readonly [title: string, argv: RequestArguments, message: RegExp])[] = [
    ["a method that is none", { method: "post it" }, /^--method is "post it"$/],
    ["a method that makes a tunnel", { method: "CONNECT" }, /^--method is "CONNECT"$/],
    ["a path with a line break", { path: "/a\r\nX: y" }, /^--path is "\/a\\r\\nX: y"$/],
    ["a request without a path", { request: ["POST"] }, /^--request is "POST"$/],
    ["a request of weight 0", { request: ["0 GET /a"] }, /^--request is "0 GET \/a"$/],
    ["a request whose method is none", { request: ["GETS /a"] }, /^--request is "GETS"/],
    ["the same request twice", { request: ["/a", "2 GET /a"] }, /^--request 2 GET \/a is given twice$/],
    ["--request with --path", { request: ["/a"], path: "/b" }, /^--request and --path exclude each other$/],
    ["a body that is not there", { body: "@nowhere.json" }, /^--body: there is no file nowhere\.json$/],
    ["a body that is a folder", { request: ["/a @/proc"] }, /^--request: \/proc is not a file$/],
    [
      "a header twice",
      {
        path: "/",
        header: [
          ["a", "b"],
          ["A", "c"],
        ],
      },
      /^--header a is given twice$/,
    ],
  ];
  for (const [title, argv, message] of bad) {
    test(`${title} is refused in one sentence`, () => {
      assert.throws(() => chosen(argv), { name: "BroadsideError", message });
    });
  }
});
