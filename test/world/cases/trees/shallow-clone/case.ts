import { renameSync } from "node:fs";
import { commitAll, git, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

const app = ["--app", "./server.cjs", ...shortGate];

export const worldCase: WorldCase = {
  title: "a shallow clone without base is told what to fetch, and following that, the gate runs",
  source: "actions/checkout#1048",
  prepare: (folder) => {
    commitAll(folder);
    const whole = `${folder}-whole`;
    renameSync(folder, whole);
    git(whole, "branch", "stable");
    git(whole, "commit", "--quiet", "--allow-empty", "--message=more");
    git(whole, "clone", "--quiet", "--depth=1", `file://${whole}`, folder);
  },
  steps: [
    {
      run: ["gate", "--base", "HEAD~1", ...app],
      ends: 2,
      says: [/"HEAD~1" is neither a folder nor a git ref here/, /git fetch --unshallow/],
      holds: holdsNoWorktree,
    },
    {
      run: ["gate", "--base", "origin/stable", ...app],
      ends: 2,
      says: [/git fetch --depth=1 origin stable:refs\/remotes\/origin\/stable/],
    },
    {
      run: ["gate", "--base", "stable", ...app],
      ends: 2,
      says: [/git fetch --depth=1 origin stable:refs\/remotes\/origin\/stable, and pass --base origin\/stable/],
    },
    {
      change: (folder) => {
        git(folder, "fetch", "--quiet", "--depth=1", "origin", "stable:refs/remotes/origin/stable");
      },
      run: ["gate", "--base", "origin/stable", ...app],
      ends: [0, 3, 4],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
  ],
};
