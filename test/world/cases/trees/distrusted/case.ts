import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

/** What git takes for another user's checkout, whoever runs it; and no settings that would trust it. */
const distrusted = {
  GIT_TEST_ASSUME_DIFFERENT_OWNER: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};
const gate = ["gate", "--base", "main", "--app", "./server.cjs", ...shortGate];

export const worldCase: WorldCase = {
  title: "a checkout that git distrusts is refused in git's own words, and trusted as git is told by the environment",
  source: "tj-actions/changed-files#1948",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "results/\n");
    commitAll(folder);
  },
  steps: [
    {
      run: gate,
      env: distrusted,
      ends: 2,
      says: [/detected dubious ownership in repository/, /git config --global --add safe\.directory \S+/],
      neverSays: [/not (?:in )?a git repository/],
      holds: holdsNoWorktree,
    },
    {
      run: gate,
      env: { ...distrusted, GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*" },
      ends: [0, 3, 4],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
  ],
};
