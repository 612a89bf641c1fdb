import { existsSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { shellCommand } from "../../../command-line.ts";
import { BroadsideError } from "../../../errors.ts";
import { atGitDirectory, git, gitPaths, remoteOf, tryGit } from "./git.ts";

/** What a commit holds at a path: the content of a file, or the commit of a submodule. */
type Entry = { readonly mode: string; readonly hash: string; readonly path: string };

/** A repository's files in the version, and the folder of the working copy that they correspond to. */
export type Checkout = {
  readonly own: string;
  readonly theirs: string;
  /** The git directory where its objects are. */
  readonly repository: string;
  /** Full hash of the version's commit in it. */
  readonly commit: string;
  readonly entries: readonly Entry[];
};

const submoduleMode = "160000";

/** Without the sizes of files: to know them, a partial clone would fetch each one that is not checked out. */
export async function readEntries(repository: string, commit: string): Promise<readonly Entry[]> {
  const list = ["ls-tree", "-r", "-z", "--full-tree", commit];
  const listed = await gitPaths(repository, list, atGitDirectory(repository));
  return listed.flatMap((line) => {
    const [, mode, hash, path] = /^(\d+) \w+ ([0-9a-f]+)\t([^]+)$/.exec(line) ?? [];
    return mode === undefined || hash === undefined || path === undefined ? [] : [{ mode, hash, path }];
  });
}

/**
 * Fills the submodules of a version, nested ones too, with the commits that it records, from the repositories that the
 * working copy has of them: without the network, and without a worktree that would have to be removed again. What the
 * working copy does without stays empty. Resolves to all that was filled.
 * @throws BroadsideError `gate-ref` where a commit is not on this machine
 */
export async function fillSubmodules(
  outer: Checkout,
  how: {
    readonly label: string;
    readonly within: string;
    readonly scratch: string;
    readonly signal: AbortSignal;
    readonly note: (line: string) => void;
  },
): Promise<readonly Checkout[]> {
  const filled: Checkout[] = [];
  for (const { path, hash } of outer.entries.filter(({ mode }) => mode === submoduleMode)) {
    const [own, theirs] = [join(outer.own, path), join(outer.theirs, path)];
    const within = join(how.within, path);
    const repository = await holderOf(await repositoriesOf(outer, path), hash);
    if (repository === null) {
      if (!isEmpty(own)) throw await notHere(how.label, within, { own, hash });
      how.note(
        `the submodule ${within} is not checked out, so neither version has it: git submodule update --init --recursive`,
      );
      continue;
    }
    await mkdir(theirs, { recursive: true });
    const env = { GIT_DIR: repository, GIT_WORK_TREE: theirs, GIT_INDEX_FILE: join(how.scratch, `index-${hash}`) };
    await git(theirs, ["read-tree", "--reset", "-u", hash], { env, signal: how.signal });
    const inner = { own, theirs, repository, commit: hash, entries: await readEntries(repository, hash) };
    filled.push(inner, ...(await fillSubmodules(inner, { ...how, within })));
  }
  return filled;
}

/** Where a repository keeps what all of its worktrees share. */
export async function commonDirectory(repository: string): Promise<string | null> {
  return tryGit(repository, ["rev-parse", "--path-format=absolute", "--git-common-dir"], atGitDirectory(repository));
}

/** Repositories on this machine that may hold a submodule: that of the working copy, and what git keeps of it by name. */
async function repositoriesOf({ own, theirs, repository }: Checkout, path: string): Promise<readonly string[]> {
  const inPlace = existsSync(join(own, path, ".git"))
    ? await tryGit(join(own, path), ["rev-parse", "--absolute-git-dir"])
    : null;
  const common = await commonDirectory(repository);
  const names = await namesAt(theirs, path);
  const kept = common === null ? [] : names.map((name) => join(common, "modules", name));
  return [...(inPlace === null ? [] : [inPlace]), ...kept.filter((folder) => existsSync(folder))];
}

/** The names that .gitmodules has for the submodule at a path. */
async function namesAt(folder: string, path: string): Promise<readonly string[]> {
  const list = [
    "config",
    "--file",
    join(folder, ".gitmodules"),
    "-z",
    "--get-regexp",
    String.raw`^submodule\..*\.path$`,
  ];
  return (await gitPaths(folder, list)).flatMap((line) => {
    const [, name, value] = /^submodule\.([^\n]+)\.path\n([^]*)$/.exec(line) ?? [];
    return name !== undefined && value === path ? [name] : [];
  });
}

async function holderOf(repositories: readonly string[], commit: string): Promise<string | null> {
  for (const repository of repositories) {
    const found = await tryGit(repository, ["cat-file", "-e", `${commit}^{tree}`], atGitDirectory(repository));
    if (found !== null) return repository;
  }
  return null;
}

function isEmpty(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

async function notHere(
  label: string,
  within: string,
  { own, hash }: { readonly own: string; readonly hash: string },
): Promise<BroadsideError> {
  const remote = existsSync(join(own, ".git")) ? await remoteOf(own) : null;
  return new BroadsideError(
    "gate-ref",
    `${label} has the submodule ${within} at commit ${hash.slice(0, 7)}, which is not on this machine`,
    remote !== null
      ? `Fetch it: ${shellCommand(["git", "-C", own, "fetch", remote, hash])}`
      : "Check that version out in its own folder, run git submodule update --init --recursive there, and pass that folder as --base.",
  );
}
