import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "the same commit on a machine whose cores are all taken is no regression, and the machine is named",
  machine: "busyCores",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "results/\n");
    commitAll(folder);
  },
  steps: [
    {
      run: ["gate", "--base", "HEAD", "--app", "./server.cjs", ...shortGate],
      ends: [0, 3],
      says: [/Other programs used up to \d/],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
  ],
};
