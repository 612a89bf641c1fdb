import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, matchesGlob, relative, resolve } from "node:path";
import { isFile } from "../files.ts";
import { manifestIn } from "./place.ts";

/** A package of a workspace. */
export type Member = { readonly name: string; readonly folder: string; readonly start: string | undefined };

/** How far below the root packages are looked for. */
const deepest = 4;

/** The packages of the workspace that a folder is in, or is the root of; none where there is no workspace. */
export function workspaceMembers(folder: string): readonly Member[] {
  const patterns = patternsIn(folder);
  if (patterns.length > 0) return membersOf(folder, patterns);
  return dirname(folder) === folder ? [] : workspaceMembers(dirname(folder));
}

/** By its name, with or without its scope, or by its folder, as each of the package managers takes it. */
export function findMember(folder: string, named: string): Member | undefined {
  const members = workspaceMembers(folder);
  const plain = named.replaceAll(/^\.\.\.|^\{|\}$|\.\.\.$/g, "");
  return (
    members.find(({ name }) => name === plain) ??
    members.find((member) => member.folder === resolve(folder, plain)) ??
    members.find(({ name }) => name.endsWith(`/${plain}`))
  );
}

/** npm's, yarn's and bun's field of package.json, or pnpm's own file. */
function patternsIn(folder: string): readonly string[] {
  const listed = manifestIn(folder)?.workspaces ?? [];
  const yaml = join(folder, "pnpm-workspace.yaml");
  if (listed.length > 0 || !isFile(yaml)) return listed;
  const [, list = ""] =
    /^packages:[^\S\n]*\n((?:[^\S\n]*(?:-|#).*(?:\n|$)|[^\S\n]*\n)+)/m.exec(readFileSync(yaml, "utf8")) ?? [];
  return [...list.matchAll(/^\s*-\s*["']?([^"'#\n]+?)["']?\s*(?:#.*)?$/gm)].map(([, pattern = ""]) => pattern);
}

function membersOf(root: string, patterns: readonly string[]): readonly Member[] {
  const bare = patterns.map((pattern) => pattern.replace(/^(!?)\.\//, "$1").replace(/\/$/, ""));
  const isMember = (path: string): boolean =>
    bare.some((pattern) => !pattern.startsWith("!") && matchesGlob(path, pattern)) &&
    !bare.some((pattern) => pattern.startsWith("!") && matchesGlob(path, pattern.slice(1)));
  return foldersBelow(root, deepest).flatMap((folder) => {
    const manifest = isMember(relative(root, folder)) ? manifestIn(folder) : null;
    return manifest === null
      ? []
      : [{ name: manifest.name ?? basename(folder), folder, start: manifest.scripts["start"] }];
  });
}

function foldersBelow(folder: string, depth: number): readonly string[] {
  if (depth === 0) return [];
  const folders = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map(({ name }) => join(folder, name));
  return folders.concat(folders.flatMap((each) => foldersBelow(each, depth - 1)));
}

/** None of a folder that this user may not read, such as the volume of a container. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
