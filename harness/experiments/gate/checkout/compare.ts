import { installedPart, isLockFile, lockedIn, type Locked } from "./lock-files.ts";
import { askedFor, manifestDifferences, nodeAskedBy, type Difference } from "./manifest.ts";
import type { Texts } from "./package-manager.ts";

/** What two versions of a project say of what is installed: files by their path from the top of the project. */
export type Trees = { readonly base: Texts; readonly head: Texts };

const nodeFiles = new Set([".node-version", ".nvmrc"]);

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function pathsOf({ base, head }: Trees): readonly string[] {
  return [...new Set([...base.keys(), ...head.keys()])].filter((path) => !nodeFiles.has(nameOf(path))).toSorted();
}

/** How the dependencies of two versions differ: in a package that is asked for or locked, or in a file of the installation. */
export function dependencyDifferences(trees: Trees): readonly Difference[] {
  return pathsOf(trees).flatMap((file): readonly Difference[] => {
    const [base, head] = [trees.base.get(file), trees.head.get(file)];
    if (nameOf(file) === "package.json")
      return missingPackage(file, base, head) ?? manifestDifferences(file, base, head);
    if (isLockFile(file)) return lockDifferences(file, base, head);
    const isSame = base?.replaceAll("\r\n", "\n") === head?.replaceAll("\r\n", "\n");
    return isSame ? [] : [{ file, name: null, base: null, head: null }];
  });
}

/** A package that the working folder no longer has is not linked to from its node_modules. */
function missingPackage(
  file: string,
  base: string | undefined,
  head: string | undefined,
): readonly Difference[] | null {
  return base !== undefined && head === undefined ? [{ file, name: null, base: null, head: null }] : null;
}

function lockDifferences(file: string, base: string | undefined, head: string | undefined): readonly Difference[] {
  const whole = { file, name: null, base: null, head: null };
  if (base === undefined || head === undefined) return base === head ? [] : [whole];
  if (installedPart(file, base) === installedPart(file, head)) return [];
  const [was, is] = [lockedIn(file, base), lockedIn(file, head)];
  if (was === null || is === null) return [whole];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => versionsOf(was, name) !== versionsOf(is, name),
  );
  if (names.length === 0) return [whole];
  return names.map((name) => ({ file, name, base: versionsOf(was, name), head: versionsOf(is, name) }));
}

function versionsOf(locked: Locked, name: string): string | null {
  const versions = locked.get(name);
  return versions === undefined ? null : [...versions].toSorted().join(" and ");
}

const namedAtMost = 4;

/** `pricing is ^1.0.0 in HEAD~1 and ^2.0.0 in the working folder (package.json)`, for as many as can be read. */
export function describeDifferences(differences: readonly Difference[], label: string): string {
  const byName = new Map<string, Difference>();
  for (const each of differences) {
    const key = each.name ?? each.file;
    if (!byName.has(key)) byName.set(key, each);
  }
  // A file as a whole is said where nothing of it can be named.
  const named = [...byName.values()].filter(({ name }) => name !== null);
  const chosen = named.length === 0 ? [...byName.values()] : named;
  const told = chosen.slice(0, namedAtMost).map((each) => describe(each, label));
  const more = chosen.length - told.length;
  return `${told.join(", ")}${more === 0 ? "" : `, and ${more} more`}`;
}

function describe({ file, name, base, head }: Difference, label: string): string {
  if (name === null) return `${file} differs`;
  if (base === null && head === null) return `${name} of ${file} differs`;
  if (base === null) return `${name} ${head} is only in the working folder (${file})`;
  if (head === null) return `${name} ${base} is only in ${label} (${file})`;
  return `${name} is ${base} in ${label} and ${head} in the working folder (${file})`;
}

/** The Node.js that each version asks for, where that differs. */
export function nodeDifference({ base, head }: Trees): { readonly base: string; readonly head: string } | null {
  const [was, is] = [nodeOf(base), nodeOf(head)];
  return was === is ? null : { base: was ?? "any Node.js", head: is ?? "any Node.js" };
}

function nodeOf(texts: Texts): string | null {
  for (const name of nodeFiles) {
    const text = texts.get(name)?.trim();
    if (text !== undefined && text !== "") return `Node.js ${text.replace(/^v/, "")}`;
  }
  const asked = nodeAskedBy(texts.get("package.json"));
  return asked === null ? null : `Node.js ${asked}`;
}

/** A package as it is installed in a folder's node_modules. */
export type Installed = { readonly folder: string; readonly name: string; readonly version: string };

/** A package that is installed and is not what a file asks for, in words that name both. */
export type Stale = { readonly file: string; readonly found: string };

/** What is installed and is not what the lock file says, or, without one, what package.json asks for. */
export function staleModules(files: Texts, installed: readonly Installed[]): readonly Stale[] {
  const locks = [...files].flatMap(([path, text]) => {
    const locked = isLockFile(path) ? lockedIn(path, text) : null;
    return locked === null ? [] : [{ path, locked }];
  });
  return installed.flatMap(({ folder, name, version }) => {
    const known = locks.flatMap(({ path, locked }) => {
      const versions = locked.get(name);
      return versions === undefined ? [] : [{ path, versions }];
    });
    const [first] = known;
    if (first !== undefined) {
      if (known.some(({ versions }) => versions.has(version))) return [];
      const { path, versions } = first;
      return [
        { file: path, found: `${name} ${version} is installed, but ${path} says ${[...versions].join(" and ")}` },
      ];
    }
    const manifest = folder === "" ? "package.json" : `${folder}/package.json`;
    const range = locks.length > 0 ? undefined : askedFor(files.get(manifest)).get(name);
    if (range === undefined || isWithin(version, range)) return [];
    return [{ file: manifest, found: `${name} ${version} is installed, but ${manifest} requires ${range}` }];
  });
}

/** Whether a version is within a range, as far as that is an exact version, `^` or `~`; what else there is, is taken to hold. */
function isWithin(version: string, range: string): boolean {
  const wanted = /^([\^~]?)v?(\d+)\.(\d+)\.(\d+)$/.exec(range.trim());
  const found = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (wanted === null || found === null) return true;
  const [, sign, ...asked] = wanted;
  const [, ...had] = found;
  const numbers = asked.map(Number);
  const fixed =
    sign === ""
      ? 3
      : sign === "~"
        ? 2
        : Math.min(
            3,
            1 +
              Math.max(
                0,
                numbers.findIndex((each) => each > 0),
              ),
          );
  return asked.slice(0, fixed).every((each, index) => each === had[index]);
}
