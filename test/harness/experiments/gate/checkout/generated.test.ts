import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { generatedIn } from "../../../../../harness/experiments/gate/checkout/generated.ts";
import { generatingScript } from "../../../../../harness/experiments/gate/checkout/manifest.ts";
import {
  openSource,
  type Source,
  type SourceOptions,
} from "../../../../../harness/experiments/gate/checkout/source.ts";
import { makeRepository, writeFiles, type Repository } from "./repository.ts";
import { sourceOptions } from "./source-options.ts";

const client = "node_modules/.tables/client/index.js";
const ofManagers = {
  "node_modules/.bin/serve": "",
  "node_modules/.cache/a/index.js": "",
  "node_modules/.vite-temp/a.mjs": "",
  "node_modules/.ignored_left/index.js": "",
  "node_modules/.package-lock.json": "{}",
  // npm had been interrupted while it replaced the package.
  "node_modules/.left-x8Kq2hZd/package.json": '{ "name": "left", "version": "1.0.0" }',
  "node_modules/left/package.json": '{ "name": "left", "version": "1.0.0" }',
};

function changed(t: TestContext, files: Readonly<Record<string, string>> = {}): Repository {
  const repository = makeRepository(t);
  const scripts = { generate: "node generate.js" };
  repository.commit({
    ".gitignore": "node_modules\n",
    "package.json": JSON.stringify({ scripts, workspaces: ["parts/*"] }),
    "parts/db/package.json": "{}",
    "tables.json": "1",
    "server.js": "",
    ...files,
  });
  repository.commit({ "tables.json": "2" });
  return repository;
}

async function open(
  t: TestContext,
  { folder }: Repository,
  ref: string,
  change: Partial<SourceOptions> = {},
): Promise<{ readonly source: Source; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const source = await openSource(
    ref,
    await sourceOptions(folder, { note: (line) => void notes.push(line), ...change }),
  );
  t.after(source.remove);
  return { source, notes };
}

async function notesOf(...args: Parameters<typeof open>): Promise<string> {
  return (await open(...args)).notes.join("\n");
}

function generating(scripts: object): string | null {
  return generatingScript(JSON.stringify({ scripts }));
}

describe("what was generated into the node_modules that base shares", () => {
  test("is named with the script that generates base's own; what managers and tools keep there is not", async (t) => {
    const repository = changed(t);
    writeFiles(repository.folder, { ...ofManagers, [client]: "2", "parts/db/node_modules/.rows/index.js": "2" });
    const { source, notes } = await open(t, repository, "HEAD~1");
    assert.deepEqual(notes, [
      "base runs with the working folder's node_modules/.tables and parts/db/node_modules/.rows, which belongs to no installed package and seems generated: differences in it are not measured. To generate base's own: --build 'npm run generate'",
    ]);
    // An app that generates as it starts writes to its own.
    writeFiles(source.folder, { [client]: "1" });
    assert.equal(readFileSync(join(repository.folder, client), "utf8"), "2");
  });

  test("is not spoken of where nothing is, where base builds or installs, or where the two versions are the same", async (t) => {
    const repository = changed(t);
    writeFiles(repository.folder, ofManagers);
    assert.equal(await notesOf(t, repository, "HEAD~1"), "");
    writeFiles(repository.folder, { [client]: "2" });
    const nothing = `'${process.execPath}' -e 0`;
    const told = [
      await notesOf(t, repository, "HEAD~1", { build: nothing }),
      await notesOf(t, repository, "HEAD~1", { install: nothing }),
      await notesOf(t, repository, "HEAD"),
    ];
    assert.doesNotMatch(told.join("\n"), /\.tables/);
    writeFiles(repository.folder, { "tables.json": "3" });
    assert.match(await notesOf(t, repository, "HEAD"), /\.tables/);
  });

  test("is compared by its schema where that is Prisma's", async (t) => {
    const manifest = JSON.stringify({ dependencies: { "@prisma/client": "^6.0.0" } });
    const generated = { "node_modules/.prisma/client/index.js": "", "package.json": manifest };
    const known = changed(t, { "package.json": manifest, "prisma/schema.prisma": "1" });
    writeFiles(known.folder, generated);
    assert.equal(await notesOf(t, known, "HEAD~1"), "");
    const elsewhere = changed(t, { "package.json": manifest, "db/schema.prisma": "1" });
    writeFiles(elsewhere.folder, generated);
    assert.match(await notesOf(t, elsewhere, "HEAD~1"), /node_modules\/\.prisma, .* --build COMMAND$/);
  });
});

test("stores of packages are looked into", (t) => {
  const { folder } = changed(t);
  const inStore = ["node_modules/.pnpm/a@1.0.0/node_modules/.tables", ".yarn/unplugged/a-npm-1/node_modules/.tables"];
  writeFiles(folder, Object.fromEntries(inStore.map((path) => [`${path}/index.js`, ""])));
  const found = ["node_modules", ".yarn/unplugged"].flatMap((path) => generatedIn(join(folder, path)));
  assert.deepEqual(
    found,
    inStore.map((path) => join(folder, path)),
  );
});

test("the script that generates is found by its name, or by what it runs", () => {
  assert.equal(generating({ codegen: "graphql-codegen", "prisma:generate": "x", generate: "y" }), "generate");
  assert.equal(generating({ codegen: "graphql-codegen", "prisma:generate": "x" }), "prisma:generate");
  assert.equal(generating({ codegen: "graphql-codegen", postinstall: "prisma generate" }), "postinstall");
  assert.equal(generating({ codegen: "graphql-codegen", build: "tsc" }), "codegen");
  assert.equal(generating({ "migration:generate": "typeorm migration:generate" }), null);
  assert.equal(generatingScript(undefined), null);
});
