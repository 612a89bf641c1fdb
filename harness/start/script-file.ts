import { closeSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { isFile } from "../files.ts";

/** The system takes no more of a first line than this. */
const longestFirstLine = 256;

/** A file's first line, without the rest, which may be a whole program. */
export function firstLineOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(longestFirstLine);
    return start.toString("utf8", 0, readSync(file, start)).split("\n", 1)[0] ?? "";
  } finally {
    closeSync(file);
  }
}

/** The script of a command, and the options of Node.js that it takes. */
export type CommandFile = { readonly script: string; readonly nodeArgs: readonly string[] };

/** A script, which may not be there: then its path is as far as its name goes. */
export type ScriptFile = { readonly script: string; readonly isThere: boolean };

/** The file that `node WORD` runs in a folder: also of a name without an ending, or of a folder's own main. */
export function scriptAt(folder: string, word: string): ScriptFile {
  const path = resolve(folder, word);
  try {
    return { script: createRequire(join(folder, "package.json")).resolve(path), isThere: true };
  } catch {
    return { script: extname(path) === "" ? `${path}.js` : path, isThere: false };
  }
}

const typed = [".ts", ".mts", ".cts", ".tsx", "/index.ts"];

/** The same for a runner that takes TypeScript by a name without an ending. */
export function typedScriptAt(folder: string, word: string): ScriptFile {
  const found = scriptAt(folder, word);
  if (found.isThere) return found;
  const plain = resolve(folder, word).replace(/\.([cm]?)js$/, "");
  const script = typed.map((ending) => plain + ending).find(isFile);
  return script === undefined ? found : { script, isThere: true };
}
