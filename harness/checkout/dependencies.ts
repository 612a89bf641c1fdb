import { spawn } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { commandWords } from "../command-line.ts";
import { BroadsideError } from "../errors.ts";

/** A worktree of a repository, and the place of the user's working folder in both. */
export type Place = { readonly root: string; readonly worktree: string; readonly within: string };

const lockFiles = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];
const outputKept = 2_000;

/** Folders from the repository's root down to the working folder, relative to the root. */
function foldersOf({ within }: Place): readonly string[] {
  const names = within.split(sep).filter((name) => name !== "");
  return ["", ...names.map((_, index) => names.slice(0, index + 1).join(sep))];
}

function contentOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/**
 * Gives a worktree the node_modules of the working copy, by links, from the root down to the working folder.
 * @throws BroadsideError `gate-install` when a lock file differs: then the dependencies would be another version's.
 */
export async function shareDependencies(place: Place, ref: string): Promise<void> {
  for (const folder of foldersOf(place)) {
    const [own, theirs] = [join(place.root, folder), join(place.worktree, folder)];
    for (const name of lockFiles) {
      if (contentOf(join(own, name)) === contentOf(join(theirs, name))) continue;
      throw new BroadsideError(
        "gate-install",
        `${join(folder, name)} is not the same in ${ref} as in the working folder`,
        "Say how its dependencies are installed: --install 'npm ci'",
      );
    }
    if (existsSync(theirs)) await shareModules(place, folder);
  }
}

/**
 * Links a folder's node_modules as a whole; or, where they hold links to packages of the repository itself
 * (workspaces), one by one, so that the worktree's own packages take the place of the working copy's.
 */
async function shareModules(place: Place, folder: string): Promise<void> {
  const modules = join(place.root, folder, "node_modules");
  const link = join(place.worktree, folder, "node_modules");
  if (!existsSync(modules) || lstatSync(link, { throwIfNoEntry: false }) !== undefined) return;
  const entries = installedIn(modules).map((name) => ({ name, own: ownPackage(place.root, join(modules, name)) }));
  const workspaces = entries.flatMap(({ own }) => own ?? []);
  if (workspaces.length === 0) {
    await symlink(modules, link, "dir");
    return;
  }
  for (const { name, own } of entries) {
    await mkdir(dirname(join(link, name)), { recursive: true });
    await symlink(own === null ? join(modules, name) : join(place.worktree, own), join(link, name));
  }
  for (const own of workspaces) if (existsSync(join(place.worktree, own))) await shareModules(place, own);
}

/** What lies in a node_modules folder, by name: `lib`, `@scope/lib`, `.bin`. */
function installedIn(modules: string): readonly string[] {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
}

/** The folder, relative to the repository's root, that a link leads to among the repository's own files; else null. */
function ownPackage(root: string, path: string): string | null {
  if (!lstatSync(path).isSymbolicLink() || !existsSync(path)) return null;
  const way = relative(root, realpathSync(path));
  const names = way.split(sep);
  return names[0] === ".." || isAbsolute(way) || names.includes("node_modules") ? null : way;
}

/** The words of a command; throws `gate-install` when it has what only a shell would understand. */
function installWords(command: string): readonly string[] {
  const taken = commandWords(command);
  if ("shellOnly" in taken) {
    throw new BroadsideError(
      "gate-install",
      `--install is "${command}", which is no command that runs without a shell, because of ${taken.shellOnly}`,
      "Give one command, with quotes around what is to be taken as it is; for more, write a script of package.json: --install 'npm run prepare-base'.",
    );
  }
  return taken.words;
}

/**
 * Runs the command that installs a worktree's dependencies, in the folder of the package that the working folder
 * belongs to. @throws BroadsideError `gate-install` with the end of its output when it fails.
 */
export async function installDependencies(
  place: Place,
  command: string,
  { signal, note }: { readonly signal: AbortSignal; readonly note: (line: string) => void },
): Promise<void> {
  const [program, ...args] = installWords(command);
  if (program === undefined) {
    throw new BroadsideError("gate-install", "--install is empty", "Name a command, such as 'npm ci'.");
  }
  const folder = packageFolder(place);
  note(`installing the dependencies of base: ${command}`);
  const child = spawn(program, args, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-outputKept);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const end = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  signal.addEventListener("abort", end, { once: true });
  const how = await new Promise<string | null>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, by) => resolve(code === 0 ? null : by === null ? `exit code ${code}` : by));
  });
  signal.removeEventListener("abort", end);
  signal.throwIfAborted();
  if (how !== null) {
    const words = output.trim() === "" ? "" : `:\n    ${output.trim().split("\n").slice(-10).join("\n    ")}`;
    throw new BroadsideError(
      "gate-install",
      `"${command}" failed in ${place.within === "" ? "the checked-out version" : place.within} (${how})${words}`,
      "Run it by hand in a checkout of that version to see more.",
    );
  }
}

/** The deepest folder at or above the working folder that holds a package. */
function packageFolder({ worktree, within }: Place): string {
  let folder = join(worktree, within);
  while (folder !== worktree && !existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
