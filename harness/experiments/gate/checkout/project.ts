import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { Installed } from "./compare.ts";
import { lockFiles } from "./lock-files.ts";
import { askedFor, isNamedBy, workspacePatterns } from "./manifest.ts";
import type { Texts } from "./package-manager.ts";
import { unlessUnreadable } from "./unreadable.ts";
import { isFolder } from "../../../files.ts";
import { readPackageJson } from "../../../package-json.ts";

const fileNames = [
  "package.json",
  ...Object.keys(lockFiles),
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  ".pnpmfile.cjs",
  ".pnpmfile.mjs",
  "pnpm-workspace.yaml",
  "bunfig.toml",
  ".node-version",
  ".nvmrc",
];

/** Folders of patches that package managers apply to what they install. */
const patchFolders = ["patches", join(".yarn", "patches")];

/** Folders from the top of a project down to one of its own, relative to the top; none for a folder beside it. */
export function foldersDownTo(top: string, folder: string): readonly string[] {
  const way = relative(top, folder);
  if (isAbsolute(way) || way === ".." || way.startsWith(`..${sep}`)) return [];
  const names = way.split(sep).filter((name) => name !== "");
  return ["", ...names.map((_, index) => names.slice(0, index + 1).join(sep))];
}

function textAt(path: string): string | undefined {
  return unlessUnreadable(path, (there) => (isFolder(there) ? undefined : readFileSync(there, "utf8"))) ?? undefined;
}

/** None of what this user may not read: what that is, is told where it is copied. */
function filesBelow(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** What is in a folder; nothing where it is none, or this user may not read it. */
export function entriesOf(folder: string): readonly Dirent[] {
  if (!isFolder(folder)) return [];
  return unlessUnreadable(folder, (path) => readdirSync(path, { withFileTypes: true })) ?? [];
}

/**
 * Folders of the packages that a workspace names, of those that have a package.json.
 * @param tops folders that may be the top of a workspace, relative to the roots
 */
export function workspaceFolders(
  roots: readonly string[],
  tops: readonly string[],
  packages: readonly string[],
): readonly string[] {
  return tops.flatMap((top) => {
    const patterns = roots.flatMap((root) =>
      workspacePatterns(textAt(join(root, top, "package.json")), textAt(join(root, top, "pnpm-workspace.yaml"))),
    );
    return packages.filter((folder) => {
      const way = relative(top, folder);
      return !way.startsWith("..") && isNamedBy(patterns, way.split(sep).join("/"));
    });
  });
}

/**
 * What the files of a project say of its installation, in the folders that are named, by paths relative to its root.
 * @param installedIn the root of the version whose node_modules there are
 */
export function readProject(root: string, folders: readonly string[], installedIn: string): Texts {
  const texts = new Map<string, string>();
  const read = (path: string): void => {
    const text = textAt(path);
    if (text !== undefined) texts.set(relative(root, path), text);
  };
  for (const folder of folders) {
    for (const name of fileNames) read(join(root, folder, name));
    for (const patches of patchFolders) for (const path of filesBelow(join(root, folder, patches))) read(path);
    for (const path of copiedSources(root, folder, { texts, installedIn })) read(path);
  }
  return texts;
}

/**
 * Files of the repository that are installed as a copy (`file:lib`, `file:lib.tgz`): of these it is the content that says
 * what is installed. What is linked to is the version's own.
 */
function copiedSources(
  root: string,
  folder: string,
  { texts, installedIn }: { readonly texts: Texts; readonly installedIn: string },
): readonly string[] {
  const manifest = texts.get(join(folder, "package.json"));
  const asked = [...askedFor(manifest)];
  const generated = asked.some(([name]) => name === "@prisma/client") ? filesBelow(join(root, folder, "prisma")) : [];
  const copied = asked.flatMap(([name, range]) => {
    const [, path] = /^file:((?!\/\/).+)$/.exec(range) ?? [];
    if (path === undefined || isLink(join(installedIn, folder, "node_modules", name))) return [];
    const source = join(root, folder, path.replace(/[#?].*$/, ""));
    if (foldersDownTo(root, source).length === 0) return [];
    return isFolder(source) ? filesBelow(source) : [source];
  });
  return [...copied, ...generated.filter((path) => path.endsWith(".prisma"))];
}

function isLink(path: string): boolean {
  return unlessUnreadable(path, (there) => lstatSync(there))?.isSymbolicLink() === true;
}

/** The packages that are installed in the node_modules of folders; not those that are links to the project's own. */
export function readInstalled(root: string, folders: readonly string[]): readonly Installed[] {
  return folders.flatMap((folder) => {
    const modules = join(root, folder, "node_modules");
    return namesIn(modules).flatMap((name): readonly Installed[] => {
      const path = join(modules, name);
      if (!existsSync(join(path, "package.json")) || !realpathSync(path).includes(`${sep}node_modules${sep}`))
        return [];
      const installed = packageAt(join(path, "package.json"));
      return installed?.name === name ? [{ folder, ...installed }] : [];
    });
  });
}

function namesIn(modules: string): readonly string[] {
  return entriesOf(modules).flatMap(({ name }) => {
    if (name.startsWith(".")) return [];
    return name.startsWith("@") ? entriesOf(join(modules, name)).map((inner) => `${name}/${inner.name}`) : [name];
  });
}

/** What a package.json says of an installed package; null where there is none that a package manager made. */
export function packageAt(path: string): { readonly name: string; readonly version: string } | null {
  try {
    const { name, version } = readPackageJson(path);
    return name === undefined || version === undefined ? null : { name, version };
  } catch {
    // Not a package that a package manager made: nothing is known of its version.
    return null;
  }
}

/** The deepest of a folder and those above it, down from the top, in which there is a file of one of the names. */
export function nearestWith(top: string, folder: string, names: readonly string[]): string | null {
  const found = foldersDownTo(top, folder).findLast((each) => names.some((name) => existsSync(join(top, each, name))));
  return found === undefined ? null : join(top, found);
}
