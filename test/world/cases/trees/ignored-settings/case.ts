import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

const gate = ["gate", "--base", "HEAD", "--app", ".", ...shortGate];

export const worldCase: WorldCase = {
  title: "settings that git ignores are those of both versions",
  source: "superset-sh/superset#3633",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), ".env\nconfig/local.json\nresults/\n");
    commitAll(folder);
    mkdirSync(join(folder, "config"));
    writeFileSync(join(folder, "config/local.json"), '{ "greeting": "good day" }');
    writeFileSync(join(folder, ".env"), "STAGE=test\n");
  },
  steps: [
    {
      run: gate,
      ends: [0, 3, 4],
      says: [/base also has the working folder's \.env and config\/local\.json, which git ignores/],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
    {
      run: [...gate, "--leave-out", ".env"],
      ends: 2,
      says: [/base \(HEAD .*\)/],
      holds: holdsNoWorktree,
    },
  ],
};
