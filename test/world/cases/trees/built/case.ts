import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsNoWorktree, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

const gate = ["gate", "--base", "HEAD", "--app", "./dist/server.cjs", ...shortGate];

export const worldCase: WorldCase = {
  title: "what is built is built for each version",
  source: "pingdotgg/t3code#3887",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "dist/\nresults/\n");
    commitAll(folder);
    appendFileSync(join(folder, "src/server.cjs"), "// a change\n");
    execFileSync(process.execPath, ["build.cjs"], { cwd: folder });
  },
  steps: [
    { run: gate, ends: 2, says: [/the app is in dist\/, but HEAD .* lacks dist\//, /--build 'npm run build'/] },
    {
      run: [...gate, "--build", "npm run build"],
      ends: [0, 3, 4],
      says: [/building base: npm run build/],
      neverSays: [/REGRESSION/],
      holds: holdsNoWorktree,
    },
  ],
};
