import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Output of a command of git is short; a list of worktrees can be a little longer. */
const maxBuffer = 16 * 2 ** 20;

/** The environment without what a hook that started this process would have set: it names another repository. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
}

/**
 * Runs git in a folder, without its hooks and without a shell; resolves to what it printed.
 * Rejects with an error that has git's own words in `stderr`, or the code `ENOENT` where there is no git.
 */
export async function git(folder: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await run("git", ["-c", "core.hooksPath=/dev/null", "-C", folder, ...args], {
    env: environment(),
    maxBuffer,
    ...(signal === undefined ? {} : { signal }),
  });
  return stdout.trim();
}

/** Like {@link git}; null when it fails. */
export async function tryGit(folder: string, args: readonly string[]): Promise<string | null> {
  return git(folder, args).catch(() => null);
}
