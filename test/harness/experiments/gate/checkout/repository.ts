import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";

/** A git repository in a temporary folder, removed after the test. */
export type Repository = {
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
  /** Writes files and commits all; resolves to the commit's hash. */
  readonly commit: (files: Readonly<Record<string, string>>) => string;
};

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function makeRepository(t: TestContext): Repository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-repository-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: readonly string[]): string =>
    execFileSync("git", [...identity, "-C", folder, ...args], { encoding: "utf8", env, stdio: "pipe" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  return {
    folder,
    git,
    commit: (files) => {
      writeFiles(folder, files);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message=change");
      return git("rev-parse", "HEAD");
    },
  };
}
