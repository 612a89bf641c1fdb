import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Left } from "./world-case.ts";

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

/** A gate that is as short as one may be, of requests that are still to be named. */
export const shortTimes = "-t single -w 1 -c 4 --pairs 8 --duration 300ms --warmup 100ms".split(" ");
export const shortGate = ["--path", "/", ...shortTimes];

/** Nothing that the gate checks out stays behind. */
export function holdsNoWorktree({ folder }: { readonly folder: string }): void {
  const list = git(folder, "worktree", "list");
  if (list.includes("\n")) throw new Error(`worktrees are left:\n${list}`);
}

/** Head was measured to take so many times the CPU of base at least, whatever the machine let the gate conclude. */
export function holdsCpuRatio(least: number): (left: Left) => void {
  return (left) => {
    const { metrics } = JSON.parse(readFileSync(join(left.results ?? "", "gate.json"), "utf8"));
    const { ratio } = metrics.find(({ metric }: { metric: { id: string } }) => metric.id === "cpu-per-request");
    if (ratio.value < least) throw new Error(`head took ${ratio.value} times the CPU of base`);
    holdsNoWorktree(left);
  };
}

/** Two commits, of which the later one names the next major version of a dependency that `install.cjs` then installs. */
export function upgradeDependency(folder: string): void {
  writeFileSync(join(folder, ".gitignore"), "node_modules/\nresults/\n");
  commitAll(folder);
  const manifest = join(folder, "package.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("^1", "^2"));
  commitAll(folder);
  execFileSync(process.execPath, ["install.cjs"], { cwd: folder });
}
