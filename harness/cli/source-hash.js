import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Beside dist/: what it is built of, written last. */
export const stamp = ".built-of";

/** What a build is made of, by path below the clone's folder. An editor's own files have names that begin with a dot. */
export function sourcesIn(root) {
  return ["harness", "reports", "scenarios", "targets"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((path) => /(?:^|[\\/])[^.\\/][^\\/]*\.[jt]s$/.test(path))
      .map((path) => join(folder, path))
      .toSorted(),
  );
}

/** A hash of the sources by size and time, which is quick to make. */
export function hashOfTimes(root) {
  return hashOf(root, (path) => {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}\0`;
  });
}

/** A hash of what they hold, which a copy of the clone has too. */
export function hashOfContents(root) {
  return hashOf(root, (path) => readFileSync(path));
}

function hashOf(root, told) {
  const hash = createHash("sha256");
  for (const path of [...sourcesIn(root), "build.js"]) hash.update(`${path}\0`).update(told(join(root, path)));
  return hash.digest("hex");
}
