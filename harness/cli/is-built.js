import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const sources = ["harness", "reports", "scenarios", "targets"];

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Whether dist/ of a clone is built of the sources as they are. It is run then: it starts sooner, and what takes the types
 * off the sources adds to the memory of each process that it is loaded in, an app's among them.
 */
export function isBuilt() {
  const root = join(import.meta.dirname, "../..");
  const builtAt = timeOf(join(root, "dist/harness/cli/main.js"));
  if (builtAt === 0) return false;
  return sources
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(root, folder, path)))
    .every((path) => timeOf(path) <= builtAt);
}
