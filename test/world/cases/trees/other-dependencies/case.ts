import { holdsNoWorktree, shortGate, upgradeDependency } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

const gate = ["gate", "--base", "HEAD~1", "--app", "./server.cjs", ...shortGate];

export const worldCase: WorldCase = {
  title: "a dependency that is upgraded without a lock file is not compared with itself",
  source: "live-image-tracking-tools/napari-track-edit#466",
  isRepresentative: true,
  prepare: upgradeDependency,
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
