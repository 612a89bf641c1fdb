import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCodeOf } from "../errors.ts";
import { writeFailure } from "./write-failure.ts";

/**
 * Makes a folder and its parents, unless they are there.
 *
 * Not by `mkdir` with `recursive`: where a folder says that its child does not exist, as a symbolic link to nowhere and
 * all of /proc do, Node.js makes the parent again and tries again for ever.
 * @throws BroadsideError `output-unwritable`
 */
export function makeFolder(path: string): void {
  try {
    makeWithParents(path);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

function makeWithParents(path: string): void {
  try {
    makeUnlessThere(path);
  } catch (error) {
    const parent = dirname(path);
    if (systemCodeOf(error) !== "ENOENT" || parent === path) throw error;
    makeWithParents(parent);
    makeUnlessThere(path);
  }
}

function makeUnlessThere(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}
