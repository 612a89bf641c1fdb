import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

const gate = ["gate", "--base", "HEAD~1", "--app", "./server.cjs", ...shortGate];

export const worldCase: WorldCase = {
  title: "a dependency that is upgraded without a lock file is not compared with itself",
  source: "live-image-tracking-tools/napari-track-edit#466",
  isRepresentative: true,
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "node_modules/\nresults/\n");
    commitAll(folder);
    const manifest = join(folder, "package.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace("^1", "^2"));
    commitAll(folder);
    execFileSync(process.execPath, ["install.cjs"], { cwd: folder });
  },
  steps: [
    {
      run: gate,
      ends: 2,
      says: [
        /rates is \^1\.0\.0 in HEAD~1 .* and \^2\.0\.0 in the working folder \(package\.json\); there is no lock file/,
        /--install 'npm install'/,
      ],
      holds: holdsNoWorktree,
    },
    {
      run: [...gate, "--install", "no-such-installer"],
      ends: 2,
      says: [/there is no program "no-such-installer"/],
      holds: holdsNoWorktree,
    },
  ],
};
