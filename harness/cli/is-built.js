import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashOfContents, hashOfTimes, stamp } from "./source-hash.js";

/**
 * Whether dist/ of a clone is built of the sources as they are. It is run then: it starts sooner, and what takes the types
 * off the sources adds to the memory of each process that it is loaded in, an app's among them.
 */
export function isBuilt() {
  const root = join(import.meta.dirname, "../..");
  try {
    if (!existsSync(join(root, "dist/harness/cli/main.js"))) return false;
    const [times, contents] = readFileSync(join(root, stamp), "utf8").split("\n");
    return times === hashOfTimes(root) || contents === hashOfContents(root);
  } catch {
    // Not built, or not for this user.
    return false;
  }
}
