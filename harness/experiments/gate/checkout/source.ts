import { realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { shellWord } from "../../../command-line.ts";
import { BroadsideError } from "../../../errors.ts";
import { isFolder } from "../../../files.ts";
import type { GateSide } from "../../../model/index.ts";
import { hintForLimit, hintForTemporaryFiles } from "../../../system-hints.ts";
import { fillSubmodules, readEntries } from "./checkout.ts";
import { git, gitReason, tryGit } from "./git.ts";
import { fillLargeFiles } from "./large-files.ts";
import { formerApp, type FormerApp } from "./former-app.ts";
import { prepare, type Preparation } from "./prepare.ts";
import { commitOf, refuseAmbiguous, repositoryOf, shown } from "./repository.ts";
import { checkOut, makeWorktree } from "./worktree.ts";

/** A version of the user's project on the disk. */
export type Source = {
  readonly side: GateSide;
  /** The folder in this version that corresponds to the user's working folder. */
  readonly folder: string;
  /** The top of this version's own files: that of its repository, if it is in one. */
  readonly root: string;
  /** Head's app in this version, where its script has another name here. */
  readonly formerApp?: FormerApp;
  /** What this version lacks that the working folder has, and what to do where it needs it; empty where that is nothing. */
  readonly lacks: string;
  /** Removes what was made for it. May be called again, and never fails for litter. */
  readonly remove: () => Promise<void>;
};

export type SourceOptions = Preparation & {
  /** The user's working folder. */
  readonly from: string;
  /** The version that it will be compared with. */
  readonly head: Source;
};

/**
 * The version that is named: an existing folder as it is, or else a git ref, checked out into a worktree in the system's
 * folder for temporary files, and made what head is but for the change: see {@link prepare}.
 * @throws BroadsideError `gate-ref`, `gate-install`, `gate-build`, `interrupted`
 */
export async function openSource(refOrFolder: string, options: SourceOptions): Promise<Source> {
  const { from, head, signal } = options;
  if (refOrFolder !== "" && isFolder(refOrFolder)) {
    await refuseAmbiguous(from, refOrFolder);
    return sourceIn(refOrFolder, refOrFolder);
  }
  const root = await repositoryOf(from, refOrFolder);
  const commit = await commitOf(root, refOrFolder);
  signal.throwIfAborted();
  const worktree = await makeWorktree(root).catch((error: unknown) => {
    throw notCheckedOut(refOrFolder, error);
  });
  try {
    await checkOut(root, worktree, commit, signal);
    const label = labelOf(refOrFolder, commit);
    const folder = join(worktree.folder, relative(root, await realpath(from)));
    const tops = topsOf(head, { root: worktree.folder, folder });
    const repository = await git(root, ["rev-parse", "--absolute-git-dir"]);
    const whole = { ...tops, repository, commit, entries: await readEntries(repository, commit) };
    const submodules = await fillSubmodules(
      { ...whole, theirs: worktree.folder },
      { label, within: "", scratch: dirname(worktree.folder), signal, note: options.note },
    );
    const checkouts = [whole, ...submodules];
    for (const checkout of checkouts) await fillLargeFiles(checkout, label);
    const lacks = await prepare({ checkouts, label, folder: { own: head.folder, theirs: folder } }, options);
    const former = await formerApp(whole, options.app);
    if (former !== null)
      options.note(`the app is ${relative(whole.theirs, former.script)} in base, which head has renamed`);
    const found = { side: { label, commit }, folder, root: worktree.folder, lacks, remove: worktree.remove };
    return former === null ? found : { ...found, formerApp: former };
  } catch (error) {
    await worktree.remove();
    if (signal.aborted) throw signal.reason;
    throw error instanceof BroadsideError ? error : notCheckedOut(refOrFolder, error);
  }
}

/** The tops of the two versions that correspond: of head, which may be another clone, or a folder of no repository. */
function topsOf(head: Source, base: { readonly root: string; readonly folder: string }) {
  return relative(head.root, head.folder) === relative(base.root, base.folder)
    ? { own: head.root, theirs: base.root }
    : { own: head.folder, theirs: base.folder };
}

function notCheckedOut(ref: string, error: unknown): BroadsideError {
  const { found, advice } = gitReason(error);
  const elsewhere = `See whether git can do it elsewhere: git worktree add --detach /tmp/base ${shellWord(ref)}`;
  return new BroadsideError(
    "gate-ref",
    `${shown(ref)} could not be checked out: ${found}`,
    hintForLimit(found) ?? hintForTemporaryFiles(found, tmpdir()) ?? (advice === "" ? elsewhere : advice),
    { cause: error },
  );
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
    "Name a folder; to judge a git ref, check it out and run the gate there.",
  );
}

async function sourceIn(path: string, label: string): Promise<Source> {
  const folder = await realpath(path);
  const top = await tryGit(folder, ["rev-parse", "--show-toplevel"]);
  const root = top === null || top === "" ? folder : await realpath(top);
  return { side: { label, commit: null }, folder, root, lacks: "", remove: async () => {} };
}

/** `HEAD~1 (1a2b3c4)`; a hash speaks for itself. */
function labelOf(ref: string, commit: string): string {
  return commit.startsWith(ref) ? ref.slice(0, 12) : `${ref} (${commit.slice(0, 7)})`;
}
