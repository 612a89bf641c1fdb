import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyse } from "../../harness/analysis/index.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import type { Bench } from "./result.ts";

const command = fileURLToPath(new URL("../../harness/cli/broadside.js", import.meta.url));

export const run: Bench = {
  name: "run",
  describe: "a default run of cpu-report, whose best strategy should use both cores of a two-core machine",
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "broadside-bench-"));
    try {
      const { status } = spawnSync(process.execPath, [command, "--scenario", "cpu-report", "--out", folder], {
        stdio: ["ignore", "inherit", "inherit"],
      });
      if (status !== 0) throw new Error(`the run ended with ${status}`);
      const { arms, overheadShare } = analyse(await loadRun(folder), new Map());
      const best = Math.max(...arms.map(({ ratioToBaseline }) => ratioToBaseline?.value ?? 1));
      return [
        { name: "best strategy over single", value: best, bound: 1.85, side: "at least", unit: "×" },
        {
          name: "time that is neither warm-up nor measurement",
          value: 100 * (overheadShare ?? Number.NaN),
          bound: 20,
          side: "at most",
          unit: "%",
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
