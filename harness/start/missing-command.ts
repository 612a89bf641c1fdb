import { dirname, join } from "node:path";
import { isFolder } from "../files.ts";
import { managerOf } from "./hint.ts";
import { manifestIn, type Place, Unfollowed } from "./place.ts";
import { pnpFileAbove } from "./pnp.ts";

/** Of a command that none of the installed packages has: whether they are to be installed, or it is none of theirs. */
export function missingCommand(name: string, at: Place): Unfollowed {
  const { dependencies = {}, devDependencies = {} } = manifestIn(at.folder) ?? {};
  const asked = Object.keys({ ...dependencies, ...devDependencies });
  const remedy = `Install them first: ${managerOf(at.folder).install}`;
  if (asked.length > 0 && !hasModules(at.folder)) {
    return new Unfollowed(at, "and its packages are not installed", { remedy });
  }
  if (asked.includes(name)) return new Unfollowed(at, `and its package ${name} is not installed`, { remedy });
  const file = pnpFileAbove(at.folder);
  const where = file === null ? "in its node_modules/.bin" : `in its node_modules/.bin, nor a command in ${file}`;
  return new Unfollowed(at, `and "${name}" is not a Node.js script ${where}`);
}

function hasModules(folder: string): boolean {
  if (isFolder(join(folder, "node_modules")) || pnpFileAbove(folder) !== null) return true;
  return dirname(folder) !== folder && hasModules(dirname(folder));
}
