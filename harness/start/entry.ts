import { readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isFile } from "../files.ts";
import { manifestIn } from "./place.ts";
import { scriptAt } from "./script-file.ts";

/** A script that looks like the server of a folder, from the folder, and by what it was found. */
export type Entry = { readonly script: string; readonly why: string };

/** What frameworks build, which starts a server although it may not say so itself. */
const built = [
  ".output/server/index.mjs",
  ".next/standalone/server.js",
  "dist/server/entry.mjs",
  "build/bin/server.js",
  "build/index.js",
];
const folders = ["", "dist/", "build/", "src/", "lib/", "dist/src/"];
const names = ["server", "app", "index", "main"];
const endings = [".js", ".mjs", ".cjs", ".ts", ".mts"];
const withoutEnding = ["bin/www", "bin/server", "bin/www.js", "bin/www.ts", "bin/server.ts"];
const looksLikeServer = /\.listen\s*\(|\bcreateServer\s*\(|\bserve\s*\(|\bNestFactory\b|\bIgnitor\b/;

/** A source is looked at up to this size. */
const largestBytes = 500_000;

/** Whether a script is what a framework built, or a package's: its text says nothing of the project's own routes. */
export function isOfFramework(folder: string, script: string): boolean {
  const path = relative(folder, script);
  return built.includes(path) || path.split(sep).includes("node_modules");
}

/** What a file holds; nothing when it cannot be read, or is too large to be a source. */
export function textOf(path: string): string {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= largestBytes ? readFileSync(path, "utf8") : "";
  } catch {
    return "";
  }
}

function listens(path: string): boolean {
  return looksLikeServer.test(textOf(path));
}

/**
 * The server of a folder without a start script: `main` of its package.json where it listens, what a framework built,
 * or a script of a usual name that listens, built before its source; at last
 * `main` or server.js as it is. Null where there is none.
 */
export function findEntry(folder: string): Entry | null {
  const main = manifestIn(folder)?.main;
  const mainFile = main === undefined ? undefined : scriptAt(folder, main);
  const isMainThere = mainFile?.isThere === true;
  if (main !== undefined && isMainThere && listens(mainFile.script)) {
    return { script: mainFile.script, why: '"main" of package.json' };
  }
  const made = built.map((name) => join(folder, name)).find(isFile);
  if (made !== undefined) return { script: made, why: "its location, where a framework builds its server" };
  const usual = folders.flatMap((place) => names.flatMap((name) => endings.map((ending) => place + name + ending)));
  const found = [...usual, ...withoutEnding].map((name) => join(folder, name)).find(listens);
  if (found !== undefined) return { script: found, why: "its name and because it listens" };
  if (isMainThere) return { script: mainFile.script, why: '"main" of package.json' };
  const server = join(folder, "server.js");
  return isFile(server) ? { script: server, why: "its name, as npm start does without a script" } : null;
}
