import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, it } from "node:test";
import { anchorsOf, firstCells, localLinks } from "./support/markdown.ts";
import { tokensOf } from "./support/tokens.ts";

const root = new URL("../", import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Where a link of a page leads to nothing; null when all is well. */
function brokenness(page: string, link: string): string | null {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? page : posix.join(posix.dirname(page), decodeURIComponent(path));
  if (!existsSync(new URL(target, root))) return `${page}: ${link} leads to no file`;
  if (anchor === undefined || anchorsOf(read(target)).includes(anchor)) return null;
  return `${page}: ${link} leads to no heading`;
}

describe("the documentation", () => {
  for (const page of pages) {
    it(`has ${page}, whose links within the project lead somewhere`, () => {
      assert.deepEqual(
        localLinks(read(page)).flatMap((link) => brokenness(page, link) ?? []),
        [],
      );
    });
  }

  it("explains every error code, and none that is not there", () => {
    const declared = /type ErrorCode =([^;]+);/.exec(read("harness/errors.ts"))?.[1] ?? "";
    const codes = tokensOf(declared).flatMap(({ kind, text }) => (kind === "string" ? [text] : []));
    assert.ok(codes.includes("usage"));
    assert.deepEqual([...firstCells(read("docs/errors.md"))].sort(), [...codes].sort());
  });

  it("explains every field of a configuration, and none that is not there", () => {
    const fields = [...read("harness/config.ts").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = ""]) => name);
    assert.ok(fields.includes("scenarios"));
    assert.deepEqual([...firstCells(read("docs/config.md"))].sort(), fields.sort());
  });
});

describe("the check of the documentation", () => {
  it("bites: a link leads to a file that is there", () => {
    assert.equal(brokenness("docs/method.md", "missing.md"), "docs/method.md: missing.md leads to no file");
    assert.equal(brokenness("docs/method.md", "../package.json"), null);
  });

  it("bites: an anchor is that of a heading", () => {
    assert.equal(brokenness("docs/method.md", "#no-such"), "docs/method.md: #no-such leads to no heading");
    assert.equal(brokenness("README.md", "docs/method.md#the-seal"), null);
  });

  it("finds links and images, and neither in code nor to other places", () => {
    const page = [
      "[a](a.md) ![b](<b.png>) [c](c.md#d 'no') [e](e.md \"title\") [f](https://example.org/f)",
      "`[g](g.md)`\n```\n[h](h.md)\n```\n[i]: i.md\n[mail](mailto:a@example.org) [j](#j)",
    ].join("\n");
    assert.deepEqual([...localLinks(page)].sort(), ["#j", "a.md", "b.png", "e.md", "i.md"]);
  });

  it("makes anchors as GitHub does, and none of comments in code", () => {
    assert.deepEqual(anchorsOf("# A run's seal: `VALID`, or not\n```sh\n# no heading\n```\n## b_c"), [
      "a-runs-seal-valid-or-not",
      "b_c",
    ]);
  });
});
