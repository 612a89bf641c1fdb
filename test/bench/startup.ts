import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { median, type Bench } from "./result.ts";

const command = join(import.meta.dirname, "../../harness/cli/broadside.js");
const repetitions = 15;

function helpMillis(): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [command, "--help"], { stdio: "ignore" });
  if (status !== 0) throw new Error(`--help ended with ${status}`);
  return performance.now() - startedAt;
}

export const startup: Bench = {
  name: "startup",
  describe: `"broadside --help", wall time, median of ${repetitions}`,
  run: async () => {
    const millis = Array.from({ length: repetitions }, helpMillis);
    return [{ name: "--help", value: median(millis), bound: 250, side: "at most", unit: "ms" }];
  },
};
