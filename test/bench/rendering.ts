import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRunDirectory, saveRun } from "../../harness/store/run-store.ts";
import { makeRun } from "../support/trials.ts";
import { median, type Bench } from "./result.ts";

const command = join(import.meta.dirname, "../../harness/cli/broadside.js");
const repetitions = 3;
const arms = ["single", "cluster-round-robin", "cluster-os", "worker-threads", "reverse-proxy"];

function renderSeconds(folder: string): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [command, "report", folder], { stdio: "ignore" });
  if (status !== 0) throw new Error(`report ended with ${status}`);
  return (performance.now() - startedAt) / 1000;
}

export const rendering: Bench = {
  name: "rendering",
  describe: `"broadside report" of a run of 500 trials, wall time from start to exit, median of ${repetitions}`,
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "broadside-bench-"));
    try {
      const run = makeRun({ arms, blocks: 100 });
      (await createRunDirectory(folder)).release();
      await saveRun(folder, run);
      const seconds = Array.from({ length: repetitions }, () => renderSeconds(folder));
      const pageMegabytes = statSync(join(folder, "report.html")).size / 1e6;
      return [
        { name: `${run.trials.length} trials rendered`, value: median(seconds), bound: 3, side: "at most", unit: "s" },
        { name: "size of report.html", value: pageMegabytes, bound: 1.5, side: "at most", unit: "MB" },
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
