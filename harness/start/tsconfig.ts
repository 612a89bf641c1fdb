import { dirname, extname, resolve } from "node:path";
import { fieldsIn, fieldsOfFile, textIn } from "./json-file.ts";

/** How many files `extends` is followed through. */
const deepest = 10;

/** Absolute path of the folder that a tsconfig.json, or one that it extends, has the project built into; undefined where none says. */
export function outDirOf(path: string, depth = deepest): string | undefined {
  const settings = fieldsOfFile(path);
  const outDir = textIn(fieldsIn(settings["compilerOptions"]), "outDir");
  if (outDir !== undefined) return resolve(dirname(path), outDir.replace("${configDir}", dirname(path)));
  if (depth === 0) return undefined;
  return [settings["extends"]]
    .flat()
    .map((base) => (typeof base === "string" && base.startsWith(".") ? resolve(dirname(path), base) : null))
    .map((base) => (base === null ? undefined : outDirOf(extname(base) === ".json" ? base : `${base}.json`, depth - 1)))
    .findLast((found) => found !== undefined);
}
