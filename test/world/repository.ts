import { execFileSync } from "node:child_process";

/** Runs git in a folder, as somebody whose settings are not those of the machine's user. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const env = Object.fromEntries(inherited);
  return execFileSync("git", [...identity, "-C", folder, ...args], { encoding: "utf8", env, stdio: "pipe" }).trim();
}

/** Commits all that is in a folder, as a repository of its own if it is none yet. */
export function commitAll(folder: string): void {
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message=change");
}

/** A gate that is as short as one may be. */
export const shortGate = "--path / -t single -w 1 -c 4 --pairs 8 --duration 300ms --warmup 100ms".split(" ");

/** Nothing that the gate checks out stays behind. */
export function holdsNoWorktree({ folder }: { readonly folder: string }): void {
  const list = git(folder, "worktree", "list");
  if (list.includes("\n")) throw new Error(`worktrees are left:\n${list}`);
}
