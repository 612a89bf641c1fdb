import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf, systemCodeOf } from "../../../errors.ts";
import { inheritedEnvironment } from "../../../inherited.ts";

const run = promisify(execFile);

/** Enough for the names of all files of a large repository. */
const maxBuffer = 256 * 2 ** 20;

/** Git's words in English, since they are read; nobody is asked for a password; and what only reads writes no index. */
const fixed = { LC_ALL: "C", LANGUAGE: "", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/**
 * Without hooks, and without the program of Git LFS: it would fetch over the network, and is not on every machine. What it
 * leaves as pointers is filled from what is here.
 */
const settings = ["core.hooksPath=/dev/null", "filter.lfs.smudge=", "filter.lfs.process=", "filter.lfs.required=false"];

export type GitOptions = {
  readonly signal?: AbortSignal;
  /** Added to the environment of git. */
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * Runs git in a folder, without a shell; resolves to what it printed, without the line break at its end.
 * Rejects with an error that has git's own words in `stderr`, or the code `ENOENT` where there is no git.
 */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { stdout } = await run("git", [...settings.flatMap((each) => ["-c", each]), "-C", folder, ...args], {
    env: { ...inheritedEnvironment(), ...fixed, ...options.env },
    maxBuffer,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return stdout.replace(/\r?\n$/, "");
}

/** Like {@link git}; null when it fails. */
export async function tryGit(folder: string, args: readonly string[], options?: GitOptions): Promise<string | null> {
  return git(folder, args, options).catch(() => null);
}

/** The remote that a repository is fetched from: `origin`, or else the first; null where there is none. */
export async function remoteOf(folder: string): Promise<string | null> {
  const remotes = ((await tryGit(folder, ["remote"])) ?? "").split("\n").filter((name) => name !== "");
  return remotes.find((name) => name === "origin") ?? remotes[0] ?? null;
}

/**
 * For a git directory itself: where its files are checked out is no matter, nor whether that place is still there, as it is
 * not for a submodule that the working copy no longer has.
 */
export function atGitDirectory(path: string): Required<Pick<GitOptions, "env">> {
  return { env: { GIT_DIR: path, GIT_WORK_TREE: path } };
}

/** Paths that git prints with `-z`; none when it fails. */
export async function gitPaths(folder: string, args: readonly string[], options?: GitOptions): Promise<string[]> {
  return ((await tryGit(folder, args, options)) ?? "").split("\0").filter((path) => path !== "");
}

/** Why git failed, in its own words: what it found, and what it advises (empty where it advises nothing). */
export type GitReason = { readonly found: string; readonly advice: string };

/**
 * Reads what git printed of a failure of {@link git}. Its first line is what it found; of the later ones further findings,
 * as of each file that a full disk does not take, are no advice.
 */
export function gitReason(error: unknown): GitReason {
  if (systemCodeOf(error) === "ENOENT") return { found: "git is not installed", advice: "Install git." };
  const printed = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  const lines = (printed === "" ? messageOf(error) : printed).split("\n").map((line) => line.trim());
  const telling = lines.findIndex((line) => /^(?:fatal|error): /.test(line));
  const [found = "", ...rest] = lines.slice(Math.max(0, telling));
  return {
    found: found.replace(/^(?:fatal|error): /, ""),
    advice: rest
      .filter((line) => !/^(?:fatal|error|warning|remote): /.test(line))
      .map((line) => line.replace(/^(?:hint|warning): */, ""))
      .filter((line) => line !== "")
      .join(" "),
  };
}
