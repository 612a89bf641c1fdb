import { realpath } from "node:fs/promises";
import { BroadsideError } from "../../../errors.ts";
import { git, gitReason, tryGit } from "./git.ts";

/** Quoted, and cut where it is longer than any name. */
export function shown(ref: string): string {
  return JSON.stringify(ref.length > 100 ? `${ref.slice(0, 100)}…` : ref);
}

/** The top folder of the repository that a folder is in. @throws BroadsideError `gate-ref` with git's own reason. */
export async function repositoryOf(from: string, ref: string): Promise<string> {
  try {
    return await realpath(await git(from, ["rev-parse", "--show-toplevel"]));
  } catch (error) {
    const { found, advice } = gitReason(error);
    throw new BroadsideError(
      "gate-ref",
      `git cannot look up ${shown(ref)} in ${from}: ${found}`,
      advice === "" ? "Name a folder, or run the gate inside the app's repository." : advice,
      { cause: error },
    );
  }
}

/** The hash of the commit that a ref names. @throws BroadsideError `gate-ref` */
export async function commitOf(root: string, ref: string): Promise<string> {
  const commit = await known(root, ref);
  if (commit !== null) return commit;
  throw new BroadsideError(
    "gate-ref",
    `${shown(ref)} is neither a folder nor a git ref here`,
    await howToGet(root, ref),
  );
}

/** @throws BroadsideError `gate-ref` where the name of a folder is that of a ref too, unless it is written as a path */
export async function refuseAmbiguous(from: string, name: string): Promise<void> {
  if (/^\.{0,2}\/|^\.{1,2}$|\/$/.test(name) || (await known(from, name)) === null) return;
  const full = await tryGit(from, ["rev-parse", "--symbolic-full-name", "--verify", "--quiet", name]);
  const ref = full === null || full === "" ? `${name}^0` : full;
  throw new BroadsideError(
    "gate-ref",
    `${shown(name)} is both a git ref and a folder here`,
    `For the ref: --base ${ref}. For the folder: --base ./${name}.`,
  );
}

/** Whether a working folder holds what a commit does, and nothing that git would list beside it. */
export async function isUnchanged(folder: string, commit: string): Promise<boolean> {
  const [at, changes] = await Promise.all([
    tryGit(folder, ["rev-parse", "HEAD"]),
    tryGit(folder, ["status", "--porcelain"]),
  ]);
  return at === commit && changes === "";
}

async function known(root: string, ref: string): Promise<string | null> {
  if (ref === "") return null;
  const commit = await tryGit(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  return commit === "" ? null : commit;
}

/** What cannot be fetched, and is seldom the name of a branch. */
function isPartOfHash(ref: string): boolean {
  return /^(?=.*\d)[0-9a-f]{7,39}$/.test(ref);
}

/** The whole hash of a commit. */
function isHash(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

/** The first remote of which this clone follows single branches, as one with --depth or --single-branch does. */
async function remoteOfFewBranches(root: string, remotes: readonly string[]): Promise<string | undefined> {
  for (const remote of remotes) {
    const followed = await tryGit(root, ["config", "--get-all", `remote.${remote}.fetch`]);
    if (followed !== null && followed !== "" && !followed.includes("*")) return remote;
  }
  return undefined;
}

/** Whether a branch may be called so, as git-check-ref-format(1) has it, of plain letters; a path may look alike. */
function isBranchName(ref: string): boolean {
  return /^(?![./-])(?!.*(?:\.\.|\/\/|\/\.))[\w./-]+(?<![./])$/.test(ref);
}

/** What to do about a ref that is not here: the branch of a remote that has the name, or how to fetch it. */
async function howToGet(root: string, ref: string): Promise<string> {
  const remotes = ((await tryGit(root, ["remote"])) ?? "").split("\n").filter((name) => name !== "");
  const isName = isBranchName(ref);
  for (const remote of isName ? remotes : []) {
    if ((await known(root, `${remote}/${ref}`)) !== null)
      return `The remote's branch exists here: --base ${remote}/${ref}`;
  }
  const isShallow = (await tryGit(root, ["rev-parse", "--is-shallow-repository"])) === "true";
  const named = isName ? remotes.find((name) => ref.startsWith(`${name}/`)) : undefined;
  const lacking = isName && !isPartOfHash(ref) ? await remoteOfFewBranches(root, remotes) : undefined;
  const remote = named ?? lacking;
  if (remote !== undefined) {
    const branch = named === undefined ? ref : ref.slice(named.length + 1);
    const depth = isShallow ? "--depth=1 " : "";
    const workflow = isShallow ? "; in a workflow, fetch-depth: 0 for actions/checkout fetches all" : "";
    if (isHash(ref)) return `Fetch it: git fetch ${depth}${remote} ${ref}${workflow}.`;
    const [what, naming] =
      named === undefined
        ? [`If ${remote} has it, fetch it`, `, and pass --base ${remote}/${branch}`]
        : ["Fetch it", ""];
    const otherwise = named === undefined ? " Or name a commit, a tag or a folder." : "";
    return `${what}: git fetch ${depth}${remote} ${branch}:refs/remotes/${remote}/${branch}${naming}${workflow}.${otherwise}`;
  }
  return isShallow
    ? "This clone has only the latest commits: fetch the rest (git fetch --unshallow; in a workflow, fetch-depth: 0 for actions/checkout)."
    : "Name a branch, a tag, a commit such as HEAD~1, or a folder.";
}
