import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { responseQuantileMD1 } from "../../harness/stats/queueing.ts";
import { loadCapacity } from "../../harness/experiments/capacity/store.ts";
import { statedSearch } from "../../harness/experiments/capacity/stated.ts";
import { analyseCapacity } from "../../harness/experiments/capacity/analysis/index.ts";
import type { Bench, BenchResult } from "./result.ts";

const command = join(import.meta.dirname, "../../harness/cli/broadside.js");
const app = join(import.meta.dirname, "../apps/spins.js");
const limitMillis = 50;

/** The utilisation at which theory says that p99 reaches so many service times (M/D/1). */
function utilisationFor(serviceTimes: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (responseQuantileMD1(0.99, middle) < serviceTimes) low = middle;
    else high = middle;
  }
  return low;
}

async function search(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "broadside-capacity-"));
  try {
    const out = join(folder, "run");
    const args = ["capacity", "--app", app, "-t", "single", "--slo", `p99<${limitMillis}ms`, "--out", out];
    const env = { ...process.env, SPIN_MS: "5" };
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8", env });
    if (status !== 0) throw new Error(`capacity ended with code ${status}: ${stderr}`);
    const run = await loadCapacity(out);
    const [arm] = analyseCapacity(statedSearch(run)).arms;
    const { held = null, missed = null, saturation = null } = arm ?? {};
    if (held === null || missed === null || saturation === null) throw new Error("the search did not end");
    const serviceMillis = 1_000 / saturation.value;
    const limit = utilisationFor(limitMillis / serviceMillis) * saturation.value;
    return [
      { name: "held rate over the limit of theory", value: held.rate / limit, bound: 1, side: "at most", unit: "×" },
      { name: "missed rate over it", value: missed.rate / limit, bound: 1, side: "at least", unit: "×" },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const capacity: Bench = {
  name: "capacity",
  describe: "a search on a server that spins for 5 ms: the limit that theory gives lies inside what it finds",
  run: search,
};
