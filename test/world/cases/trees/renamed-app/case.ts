import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, git, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an app that head has renamed is measured in base under its former name",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "results/\n");
    commitAll(folder);
    git(folder, "mv", "server.cjs", "main.cjs");
    commitAll(folder);
  },
  steps: [
    {
      run: ["gate", "--base", "HEAD~1", "--app", "./main.cjs", ...shortGate],
      ends: [0, 3, 4],
      says: [/the app is server\.cjs in base, which head has renamed/],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
  ],
};
