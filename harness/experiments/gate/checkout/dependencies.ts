import { existsSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { shellCommand, shellWord, throughShell } from "../../../command-line.ts";
import { BroadsideError } from "../../../errors.ts";
import type { Checkout } from "./checkout.ts";
import { runInVersion } from "./command.ts";
import { dependencyDifferences, describeDifferences, staleModules, type Stale, type Trees } from "./compare.ts";
import { generatedIn } from "./generated.ts";
import { gitPaths, tryGit } from "./git.ts";
import { isLockFile, lockFiles } from "./lock-files.ts";
import { askedFor, type Difference } from "./manifest.ts";
import { installationOf, type Installation, type Texts } from "./package-manager.ts";
import { readInstalled, readProject, workspaceFolders } from "./project.ts";
import { shareDependencies, type Sharing } from "./share.ts";

export type Installing = {
  /** Command that installs a version's dependencies; false where none may be run. */
  readonly install: string | false | undefined;
  /** Whether the command of the lock file is run where none is named, as in continuous integration. */
  readonly installsAlone: boolean;
};

type Version = {
  readonly checkouts: readonly Checkout[];
  readonly whole: Checkout;
  readonly label: string;
  /** Folders of the project that the app's dependencies may be in, from the top down. */
  readonly folders: readonly string[];
  /** Where a command is run that is typed for the working folder. */
  readonly commandFolder: string;
  /** The user's working folder. */
  readonly from: string;
};

type How = Installing &
  Sharing & {
    readonly note: (line: string) => void;
  };

/** A folder whose dependencies are installed at once, and how. */
type Root = Installation & { readonly folder: string };

/**
 * Gives a version its dependencies: by the command that is named; else the working folder's, where both versions ask for
 * the same; else, where that is wanted, by the command that its lock file says. Resolves to what it shares with the working
 * folder and may be other code in its own: what was generated there, from files that were not compared.
 * @throws BroadsideError `gate-install` where the two ask for others and nothing says how they are installed
 */
export async function provideDependencies(version: Version, how: How): Promise<readonly string[]> {
  const { whole, label } = version;
  const packages = await packageFolders(whole);
  const folders = [
    ...new Set([...version.folders, ...workspaceFolders([whole.theirs, whole.own], version.folders, packages)]),
  ];
  const [base, own] = [readProject(whole.theirs, folders, whole.own), readProject(whole.own, folders, whole.own)];
  const trees = { base, head: await withoutOwnLocks(own, base, whole) };
  const differences = dependencyDifferences(trees);
  const stale = staleModules(own, readInstalled(whole.own, folders));
  const refuseUninstalled = (): void => refuseStale(stale, { own, top: whole.own, from: version.from });
  if (typeof how.install === "string") {
    if (differences.length > 0) refuseUninstalled();
    await install([{ command: how.install, folder: version.commandFolder, isTyped: true }], label, how);
    return [];
  }
  const isLeft = how.install === false;
  if (differences.length > 0 && !isLeft) refuseUninstalled();
  if (stale.length > 0) how.note(`${staleSentence(stale)}; base and head both run with what is installed`);
  if (differences.length > 0 && isLeft) {
    how.note(
      `base runs with the dependencies of the working folder (--no-install), but requires others: ${describeDifferences(differences, label)}`,
    );
  }
  const files = isLeft ? [] : differences.map(({ file }) => file);
  const roots = installationRoots(files, { base: trees.base, own, top: whole.theirs });
  if (files.length > 0) {
    if (!how.installsAlone || roots.some(({ isLocked }) => !isLocked)) {
      throw others(differences, roots, { version, trees });
    }
    const commands = roots.map((root) => ({ ...root, folder: join(whole.theirs, root.folder), isTyped: false }));
    await install(commands, label, how);
  }
  const isInstalled = (folder: string): boolean =>
    roots.some((root) => root.folder === "" || folder === root.folder || folder.startsWith(`${root.folder}/`));
  const shared = [...new Set([...folders, ...packages])].filter((folder) => !isInstalled(folder));
  const given = [...(await shareDependencies(whole, shared, how))];
  for (const inner of version.checkouts.filter((each) => each !== whole)) {
    given.push(...(await shareDependencies(inner, ["", ...(await packageFolders(inner))], how)));
  }
  // Of Prisma's client the schema is compared, where it is in its usual place.
  const isCompared = [...base.keys()].some((path) => path.endsWith(".prisma"));
  return given.flatMap(generatedIn).filter((path) => !(isCompared && basename(path) === ".prisma"));
}

/**
 * What to do where the working folder, and so base, has no installed dependencies at all; empty where it has, or asks for
 * none. What is bundled needs none, so it is for whoever finds that a module is missing.
 */
export function uninstalled({ own }: Checkout, folders: readonly string[]): string {
  const texts = readProject(own, folders, own);
  const isAsked = folders.some((folder) => askedFor(texts.get(join(folder, "package.json"))).size > 0);
  const isThere = folders.some((folder) =>
    ["node_modules", ".pnp.cjs"].some((name) => existsSync(join(own, folder, name))),
  );
  if (!isAsked || isThere) return "";
  const { command } = installationOf(texts, texts);
  return `The working folder has no node_modules, so neither version has its dependencies: install them there (${command}), and base gets them too.`;
}

/** Folders of the working copy with a package.json of the repository's own. */
async function packageFolders({ own, entries }: Checkout): Promise<readonly string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":(glob)**/package.json"];
  const paths = [...entries.map(({ path }) => path), ...(await gitPaths(own, list))];
  const folders = paths.flatMap((path) => (/(?:^|\/)package\.json$/.test(path) ? [folderOf(path)] : []));
  return [...new Set(folders)].filter((folder) => !folder.split("/").includes("node_modules"));
}

/** A lock file that git does not have is one of this machine: that base has none says nothing of its dependencies. */
async function withoutOwnLocks(head: Texts, base: Texts, { own }: Checkout): Promise<Texts> {
  const list = ["ls-files", "-z", "--", ...Object.keys(lockFiles).map((name) => `:(glob)**/${name}`)];
  const tracked = (await tryGit(own, list))?.split("\0");
  const isOwn = (path: string): boolean => isLockFile(path) && !base.has(path) && tracked?.includes(path) === false;
  return new Map([...head].filter(([path]) => !isOwn(path)));
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}

/**
 * Folders of lock files, or else of a package.json, that files which differ belong to, and how each is installed. A package
 * of a workspace is installed from the top of it, where its siblings are found.
 */
function installationRoots(
  differing: readonly string[],
  { base, own, top }: { readonly base: Texts; readonly own: Texts; readonly top: string },
): readonly Root[] {
  const roots = differing.map((file) => {
    const above = foldersAbove(folderOf(file));
    const nearest = (names: readonly string[]): string | undefined =>
      above.find((folder) => names.some((name) => base.has(join(folder, name))));
    const packaged = nearest(["package.json"]) ?? "";
    return nearest(Object.keys(lockFiles)) ?? workspaceOf(packaged, top) ?? packaged;
  });
  return [...new Set(roots)].map((folder) => {
    const { command, isLocked } = installationOf(filesIn(folder, base), filesIn(folder, own));
    return { folder, command, isLocked };
  });
}

function filesIn(folder: string, texts: Texts): Texts {
  const files = [...texts].filter(([path]) => folderOf(path) === folder);
  return new Map(files.map(([path, text]) => [relative(folder, path), text]));
}

/** The folder whose workspace names a folder as one of its packages. */
function workspaceOf(folder: string, top: string): string | undefined {
  return foldersAbove(folder).find(
    (above) => above !== folder && workspaceFolders([top], [above], [folder]).length > 0,
  );
}

function foldersAbove(folder: string): readonly string[] {
  return folder === "" ? [""] : [folder, ...foldersAbove(folderOf(folder))];
}

async function install(
  commands: readonly { readonly command: string; readonly folder: string; readonly isTyped: boolean }[],
  label: string,
  { signal, note }: How,
): Promise<void> {
  for (const { isTyped, ...what } of commands) {
    const why = isTyped ? "" : " (according to its lock file; --no-install skips this)";
    note(`${what.command} installs the dependencies of base${why}`);
    await runInVersion({ option: "install", isTyped, label, ...what }, signal);
  }
}

const staleNamed = 3;

function staleSentence(stale: readonly Stale[]): string {
  const more = stale.length - staleNamed;
  const named = stale.slice(0, staleNamed).map(({ found }) => found);
  return `node_modules of the working folder is not up to date: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

/** Base would be compared with a head that is not what its own files say. */
function refuseStale(
  stale: readonly Stale[],
  { own, top, from }: { readonly own: Texts; readonly top: string; readonly from: string },
): void {
  if (stale.length === 0) return;
  const roots = installationRoots(
    stale.map(({ file }) => file),
    { base: own, own, top },
  );
  const commands = roots.map(({ folder, command }) => {
    const place = join(top, folder);
    return place === from ? command : `${shellCommand(["cd", place])} && ${command}`;
  });
  throw new BroadsideError(
    "gate-install",
    staleSentence(stale),
    `Install head's dependencies first: ${commands.join(" && ")}`,
  );
}

function others(
  differences: readonly Difference[],
  roots: readonly Root[],
  { version, trees }: { readonly version: Version; readonly trees: Trees },
): BroadsideError {
  const { label, whole, commandFolder } = version;
  const isLocked = [...trees.base.keys(), ...trees.head.keys()].some(isLockFile);
  const command = installing(roots, relative(whole.theirs, commandFolder));
  return new BroadsideError(
    "gate-install",
    `${label} and the working folder require different dependencies: ${describeDifferences(differences, label)}${isLocked ? "" : "; there is no lock file"}`,
    `Install base's: --install ${shellWord(command ?? "COMMAND")}`,
  );
}

/** What installs all of the roots where it is run in a folder; null where no quotes would hold that. */
function installing(roots: readonly Root[], ranIn: string): string | null {
  const [first, second] = roots;
  if (first === undefined) return "npm install";
  const own = second === undefined ? commandFrom(first, ranIn) : null;
  if (own !== null) return own;
  // From the folder of one to that of the next; a package manager finds the top of a workspace by itself.
  const steps = roots.map((root) => {
    const way = relative(ranIn, root.folder);
    return way === "" || way.startsWith("..") ? root.command : `(cd ${shellWord(way)} && ${root.command})`;
  });
  return throughShell(steps.join(" && "));
}

const folderOptions: Readonly<Record<string, string>> = { npm: "--prefix", pnpm: "--dir", yarn: "--cwd", bun: "--cwd" };

/** The command, where it is run in another folder than the one whose dependencies it installs; null where it has no option for that. */
function commandFrom({ command, folder }: Root, ranIn: string): string | null {
  const way = relative(ranIn, folder);
  if (way === "" || way.startsWith("..")) return command;
  const [program = "", ...rest] = command.split(" ");
  const option = folderOptions[program];
  return option === undefined ? null : [program, option, shellWord(way), ...rest].join(" ");
}
