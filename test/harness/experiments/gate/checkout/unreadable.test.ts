import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readInstalled, readProject } from "../../../../../harness/experiments/gate/checkout/project.ts";
import { openSource, type SourceOptions } from "../../../../../harness/experiments/gate/checkout/source.ts";
import { workspaceMembers } from "../../../../../harness/start/workspaces.ts";
import { makeRepository, writeFiles, type Repository } from "./repository.ts";
import { sourceOptions } from "./source-options.ts";

const nobody = 65_534;

/** Does something as a user who is not root, whose the repository is, but for the paths that are another's alone. */
async function withoutRights(
  { folder }: Repository,
  others: readonly string[],
  act: () => void | Promise<void>,
): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  const { HOME } = process.env;
  if (isRoot) execFileSync("chown", ["-R", String(nobody), folder]);
  for (const path of others) {
    chmodSync(join(folder, path), 0o000);
    if (isRoot) chownSync(join(folder, path), 0, 0);
  }
  if (isRoot) process.seteuid?.(nobody);
  process.env["HOME"] = folder;
  try {
    await act();
  } finally {
    process.env["HOME"] = HOME;
    if (isRoot) process.seteuid?.(0);
    for (const path of others) chmodSync(join(folder, path), 0o700);
  }
}

/** Opens a version, and resolves to what was noted of it, and the names in its folders. */
async function opened(
  { folder }: Repository,
  change: Partial<SourceOptions> = {},
): Promise<{ readonly notes: readonly string[]; readonly files: readonly string[] }> {
  const notes: string[] = [];
  const source = await openSource(
    "main",
    await sourceOptions(folder, { ...change, note: (line) => void notes.push(line) }),
  );
  const files = readdirSync(source.folder, { recursive: true, encoding: "utf8" });
  await source.remove();
  return { notes, files: files.filter((name) => !name.startsWith(".git")).toSorted() };
}

test("what the user has no right to read, and what is no file, is left out of a version, and named in one note", async (t) => {
  const repository = makeRepository(t);
  const { folder } = repository;
  repository.commit({ "server.js": "", ".gitignore": "pgdata/\ndata/\n.env.secret\n.env\nrun/\n" });
  mkdirSync(join(folder, "pgdata"));
  writeFiles(folder, { "data/db/a.sqlite": "a", "data/locked/b": "b", ".env.secret": "c", ".env": "d", "run/id": "1" });
  execFileSync("mkfifo", [join(folder, "run/queue")]);
  await withoutRights(repository, ["pgdata", "data/locked", ".env.secret"], async () => {
    const { notes, files } = await opened(repository);
    assert.deepEqual(notes, [
      "base also has the working folder's .env, data/ and run/, which git ignores; --leave-out omits them",
      "base lacks .env.secret, data/locked and pgdata, which you have no permission to read",
    ]);
    assert.deepEqual(files, [".env", "data", "data/db", "data/db/a.sqlite", "run", "run/id", "server.js"]);
  });
});

test("--leave-out holds for what the user has no right to read, and then nothing is said of it", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "server.js": "", ".gitignore": "pgdata/\n" });
  mkdirSync(join(repository.folder, "pgdata"));
  await withoutRights(repository, ["pgdata"], async () => {
    assert.deepEqual(await opened(repository, { leaveOut: ["pgdata"] }), { notes: [], files: ["server.js"] });
  });
});

test("the members of a workspace are found beside a folder that the user has no right to read", async (t) => {
  const repository = makeRepository(t);
  const { folder } = repository;
  writeFiles(folder, {
    "package.json": JSON.stringify({ workspaces: ["packages/*"] }),
    "packages/api/package.json": JSON.stringify({ name: "api" }),
  });
  mkdirSync(join(folder, "pgdata"));
  await withoutRights(repository, ["pgdata"], () => {
    assert.deepEqual(
      workspaceMembers(folder).map((member) => member.folder),
      [join(folder, "packages/api")],
    );
  });
});

test("what a project says of its installation is read beside what the user has no right to read", async (t) => {
  const repository = makeRepository(t);
  const { folder } = repository;
  const dependencies = { shop: "file:lib", left: "file:lib.tgz", "@prisma/client": "6" };
  writeFiles(folder, {
    "package.json": JSON.stringify({ dependencies }),
    "package-lock.json": "{}",
    ".npmrc": "registry=x",
    "lib/index.js": "",
    "lib/data/rows": "",
    "lib.tgz": "",
    "patches/a.patch": "a",
    "patches/old/b.patch": "b",
    "prisma/schema.prisma": "model A {}",
    "prisma/volume/x": "",
    "packages/db/package.json": "{}",
    "node_modules/plain/package.json": '{ "name": "plain", "version": "1.0.0" }',
    "node_modules/@own/a/package.json": '{ "name": "@own/a", "version": "1.0.0" }',
    "node_modules/@theirs/b/package.json": "{}",
    "packages/web/node_modules/c/package.json": "{}",
  });
  const others = ["lib/data", "lib.tgz", "patches/old", "prisma/volume", ".npmrc", "packages/db"];
  const modules = ["node_modules/@theirs", "packages/web/node_modules"];
  await withoutRights(repository, [...others, ...modules], () => {
    const texts = readProject(folder, ["", "packages/db"], folder);
    assert.deepEqual([...texts.keys()].toSorted(), [
      "lib/index.js",
      "package-lock.json",
      "package.json",
      "patches/a.patch",
      "prisma/schema.prisma",
    ]);
    const installed = readInstalled(folder, ["", "packages/web", "packages/db"]);
    assert.deepEqual(installed.map(({ name }) => name).toSorted(), ["@own/a", "plain"]);
  });
});
