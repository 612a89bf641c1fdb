import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsCpuRatio, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an upgrade of a dependency that does several times the work is found, by the dependencies of each version",
  source: "DemchaAV/GraphCompose#465",
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
      run: ["gate", "--base", "HEAD~1", "--app", "./server.cjs", "--install", "node install.cjs", ...shortGate],
      ends: [1, 3],
      holds: holdsCpuRatio(1.3),
    },
  ],
};
