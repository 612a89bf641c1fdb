import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { systemCodeOf } from "../../../errors.ts";
import { git, tryGit } from "./git.ts";

const parentPattern = /^broadside-worktree-(?<pid>\d+)-/;

/** A version that is checked out beside the working copy. */
export type Worktree = {
  readonly folder: string;
  /** Removes it. May be called again, and never fails for litter. */
  readonly remove: () => Promise<void>;
};

/**
 * Makes the place for a worktree: a folder for temporary files that the user alone may enter, since what is checked out
 * may be as private as the working copy.
 */
export async function makeWorktree(root: string): Promise<Worktree> {
  await removeStale(root);
  const parent = await mkdtemp(join(await realpath(tmpdir()), `broadside-worktree-${process.pid}-`));
  const folder = join(parent, "base");
  // A second interruption ends the process at once, with no time for git: it forgets the place with the next worktree.
  const removeFiles = (): void => rmSync(parent, { recursive: true, force: true });
  process.once("exit", removeFiles);
  const remove = async (): Promise<void> => {
    process.off("exit", removeFiles);
    await removeWorktree(root, folder);
  };
  return { folder, remove };
}

/** Checks a commit out into a place that {@link makeWorktree} made. Rejects as git does. */
export async function checkOut(root: string, worktree: Worktree, commit: string, signal: AbortSignal): Promise<void> {
  await git(root, ["worktree", "add", "--quiet", "--force", "--detach", worktree.folder, commit], { signal });
}

async function removeWorktree(root: string, folder: string): Promise<void> {
  await tryGit(root, ["worktree", "remove", "--force", folder]);
  await rm(dirname(folder), { recursive: true, force: true }).catch(() => undefined);
  await tryGit(root, ["worktree", "prune"]);
}

/** Removes worktrees of this repository whose process was killed. */
async function removeStale(root: string): Promise<void> {
  const list = (await tryGit(root, ["worktree", "list", "--porcelain"])) ?? "";
  for (const [, path = ""] of list.matchAll(/^worktree (.+)$/gm)) {
    const pid = parentPattern.exec(basename(dirname(path)))?.groups?.["pid"];
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
