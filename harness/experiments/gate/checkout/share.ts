import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isGenerated } from "./generated.ts";
import { type ReplicaOptions, replicate, type Tops } from "./replicate.ts";

/** What tools keep in node_modules for themselves. */
const caches = new Set([".cache", ".vite", ".vite-temp", ".tmp"]);

/** Where dependencies are, with what yarn's Plug'n'Play has in place of node_modules. */
const places = [
  "node_modules",
  ".pnp.cjs",
  ".pnp.data.json",
  ".pnp.loader.mjs",
  ...["cache", "unplugged", "install-state.gz", "build-state.yml"].map((name) => join(".yarn", name)),
];

export type Sharing = Pick<ReplicaOptions, "signal" | "onUnreadable"> & {
  /**
   * Whether a command is run in the version that may write to its dependencies in place, as patch-package and generators
   * of code do: the files are copies then, so that nothing of it reaches the working copy. On a disk that shares the
   * content of copies (btrfs, XFS) they cost what links do; on others (ext4) 400 MB in 14,000 files took 4 s where links took 1.
   */
  readonly isWritten: boolean;
};

/**
 * Gives a version the installed dependencies of the working copy: the same files, in folders of its own. Each way that
 * leads from them to the project, or from the project to them, stays within the version. Resolves to what was shared, as it
 * lies in the working copy.
 * @param folders of packages, relative to the tops
 */
export async function shareDependencies(
  tops: Tops,
  folders: readonly string[],
  { signal, onUnreadable, isWritten }: Sharing,
): Promise<readonly string[]> {
  const shared: string[] = [];
  const options: ReplicaOptions = {
    tops,
    signal,
    onUnreadable,
    // What is generated is written to in place: it is never one with the original.
    isShared: (path) => !isWritten && !isGenerated(path),
    isLeftOut: (path) => caches.has(basename(path)) && basename(dirname(path)) === "node_modules",
  };
  for (const folder of folders.filter((each) => existsSync(join(tops.theirs, each)))) {
    for (const name of places) {
      const [own, theirs] = [join(tops.own, folder, name), join(tops.theirs, folder, name)];
      if (!existsSync(own) || existsSync(theirs)) continue;
      mkdirSync(dirname(theirs), { recursive: true });
      // A link to a folder elsewhere is followed: what is written below it would be written to the original.
      await replicate(name === "node_modules" ? realpathSync(own) : own, theirs, options);
      if (name.startsWith(".pnp.")) moveMap(own, theirs);
      shared.push(own);
    }
  }
  return shared;
}

/** The map of Plug'n'Play names the packages of the machine's cache by their way from the project. */
function moveMap(own: string, theirs: string): void {
  const moved = readFileSync(own, "utf8").replaceAll(
    /(?<="packageLocation": ?")(?:\.\.\/)+/g,
    (up) => `${relative(dirname(theirs), join(dirname(own), up))}/`,
  );
  rmSync(theirs);
  writeFileSync(theirs, moved);
}
