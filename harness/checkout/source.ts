import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import type { GateSide } from "../model/index.ts";
import { git, tryGit } from "./git.ts";
import { installDependencies, shareDependencies } from "./dependencies.ts";

/** A version of the user's project on the disk. */
export type Source = {
  readonly side: GateSide;
  /** The folder in this version that corresponds to the user's working folder. */
  readonly folder: string;
  /** The top of this version's own files: that of its repository, if it is in one. */
  readonly root: string;
  /** Removes what was made for it. May be called again, and never fails for litter. */
  readonly remove: () => Promise<void>;
};

export type SourceOptions = {
  /** The user's working folder. */
  readonly from: string;
  /** Command that installs a ref's dependencies; without one, node_modules are shared where lock files are the same. */
  readonly install: string | undefined;
  readonly signal: AbortSignal;
  /** Told what takes a while. */
  readonly note: (line: string) => void;
};

const worktreePattern = /^broadside-worktree-(?<pid>\d+)-[0-9a-f]+$/;

/**
 * The version that is named: an existing folder as it is, or else a git ref, checked out into a worktree in the
 * system's folder for temporary files.
 * @throws BroadsideError `gate-ref`, `gate-install`, `interrupted`
 */
export async function openSource(refOrFolder: string, options: SourceOptions): Promise<Source> {
  if (refOrFolder !== "" && isFolder(refOrFolder)) return sourceIn(refOrFolder, refOrFolder);
  const { from, signal } = options;
  const root = await repositoryOf(from, refOrFolder);
  const commit = await commitOf(root, refOrFolder);
  await removeStale(root);
  const worktree = join(
    await realpath(tmpdir()),
    `broadside-worktree-${process.pid}-${randomBytes(4).toString("hex")}`,
  );
  const remove = (): Promise<void> => removeWorktree(root, worktree);
  try {
    signal.throwIfAborted();
    await git(root, ["worktree", "add", "--quiet", "--detach", worktree, commit], signal);
    const place = { root, worktree, within: relative(root, await realpath(from)) };
    if (options.install === undefined) await shareDependencies(place, refOrFolder);
    else await installDependencies(place, options.install, options);
    return {
      side: { label: labelOf(refOrFolder, commit), commit },
      folder: join(worktree, place.within),
      root: worktree,
      remove,
    };
  } catch (error) {
    await remove();
    if (signal.aborted) throw signal.reason;
    if (error instanceof BroadsideError) throw error;
    throw new BroadsideError(
      "gate-ref",
      `${refOrFolder} could not be checked out: ${firstLine(error)}`,
      "Check that the folder for temporary files is writable and has room.",
      { cause: error },
    );
  }
}

/** The files as they are in the user's working folder. */
export async function workingFolder(from: string): Promise<Source> {
  return sourceIn(from, "the working folder");
}

/** A folder that an option names. @throws BroadsideError `gate-ref` when it is none. */
export async function openFolder(option: string, path: string): Promise<Source> {
  if (path !== "" && isFolder(path)) return sourceIn(path, path);
  throw new BroadsideError(
    "gate-ref",
    `--${option} ${shown(path)} is not a folder`,
    "Name a folder; to judge a version that git knows, check it out and run the gate there.",
  );
}

async function sourceIn(path: string, label: string): Promise<Source> {
  const folder = await realpath(path);
  const top = await tryGit(folder, ["rev-parse", "--show-toplevel"]);
  const root = top === null || top === "" ? folder : await realpath(top);
  return { side: { label, commit: null }, folder, root, remove: async () => {} };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Not there, or no name that a folder can have.
    return false;
  }
}

async function repositoryOf(from: string, ref: string): Promise<string> {
  try {
    return await realpath(await git(from, ["rev-parse", "--show-toplevel"]));
  } catch (error) {
    const missing = systemCodeOf(error) === "ENOENT";
    throw new BroadsideError(
      "gate-ref",
      missing
        ? `${shown(ref)} is no folder, and git is not installed to look for a version of that name`
        : `${shown(ref)} is no folder, and ${from} is not in a git repository`,
      missing ? "Install git, or name a folder." : "Name a folder, or run it within the repository of the app.",
      { cause: error },
    );
  }
}

async function commitOf(root: string, ref: string): Promise<string> {
  const commit = await tryGit(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (commit !== null && commit !== "" && ref !== "") return commit;
  const shallow = (await tryGit(root, ["rev-parse", "--is-shallow-repository"])) === "true";
  throw new BroadsideError(
    "gate-ref",
    `${shown(ref)} is neither a folder nor a version that git knows here`,
    shallow
      ? "This clone has only the newest commits: fetch the others (git fetch --unshallow; fetch-depth: 0 in a workflow)."
      : "Name a branch, a tag, a commit such as HEAD~1, or a folder.",
  );
}

/** Quoted, and cut where it is longer than any name. */
function shown(ref: string): string {
  return JSON.stringify(ref.length > 100 ? `${ref.slice(0, 100)}…` : ref);
}

/** `HEAD~1 (1a2b3c4)`; a hash speaks for itself. */
function labelOf(ref: string, commit: string): string {
  return commit.startsWith(ref) ? ref.slice(0, 12) : `${ref} (${commit.slice(0, 7)})`;
}

async function removeWorktree(root: string, worktree: string): Promise<void> {
  await tryGit(root, ["worktree", "remove", "--force", worktree]);
  await rm(worktree, { recursive: true, force: true }).catch(() => undefined);
  await tryGit(root, ["worktree", "prune"]);
}

/** Removes worktrees of this repository whose process was killed. */
async function removeStale(root: string): Promise<void> {
  const list = (await tryGit(root, ["worktree", "list", "--porcelain"])) ?? "";
  for (const [, path = ""] of list.matchAll(/^worktree (.+)$/gm)) {
    const pid = worktreePattern.exec(basename(path))?.groups?.["pid"];
    if (pid !== undefined && !isAlive(Number(pid))) await removeWorktree(root, path);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) !== "ESRCH";
  }
}

function firstLine(error: unknown): string {
  const own = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return (own === "" ? messageOf(error) : own).split("\n")[0] ?? "";
}
