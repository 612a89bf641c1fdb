import { existsSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import type { NodeCommand } from "../child.ts";
import type { ContainerSpec } from "../strategy.ts";

/** A mount, as the Engine API describes it. Not of the form `source:target`: a path may hold colons. */
export type Mount = {
  readonly Type: "bind";
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly: boolean;
};

/** Folders of the machine's own that a container has of its own, or that hold the state of what else runs. */
const notShared = new Set(["proc", "sys", "dev", "run", "var", "tmp"]);

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The folders at the top of the machine's tree that hold programs, libraries and what people keep. */
function topFolders(): readonly string[] {
  return readdirSync("/")
    .filter((name) => !notShared.has(name))
    .map((name) => join("/", name))
    .filter(isFolder);
}

/** The folder of everything that a script may import: the highest one above it with a manifest or modules. */
export function projectOf(script: string): string {
  const folder = dirname(script);
  let project = folder;
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (["package.json", "node_modules"].some((name) => existsSync(join(above, name)))) project = above;
  }
  return project;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/**
 * What a container sees of the machine's files, each at its own path and read-only. In an image of the user's: what
 * the script imports, what is preloaded, and the folder that it is started in. Without one all programs, libraries and
 * files of people, so that the app runs from the very files that it runs from under every other strategy, and the
 * folder for temporary files, to write to.
 */
export function mountsFor(
  { image }: ContainerSpec,
  { node, script, cwd }: Pick<NodeCommand, "node" | "script" | "cwd">,
): readonly Mount[] {
  const isOurs = image === null;
  const writable = isOurs ? [tmpdir()] : [];
  const shared = isOurs ? topFolders().filter((folder) => folder !== tmpdir()) : [];
  const needed = new Set([projectOf(script), projectOf(import.meta.filename), cwd, ...(isOurs ? [node] : [])]);
  const isThere = (path: string): boolean => [...shared, ...writable].some((folder) => isWithin(path, folder));
  const further = [...needed].filter((path) => path !== "/" && !isThere(path));
  return [...shared, ...further, ...writable].map((path) => ({
    Type: "bind",
    Source: path,
    Target: path,
    ReadOnly: !writable.includes(path),
  }));
}
