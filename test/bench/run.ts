import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyse } from "../../harness/analysis/index.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { statedRun } from "../../harness/cli/stated.ts";
import type { Analysis } from "../../harness/model/index.ts";
import type { Bench } from "./result.ts";

const command = fileURLToPath(new URL("../../harness/cli/broadside.js", import.meta.url));

type Done = { readonly analysis: Analysis; readonly seconds: number };

async function measure(args: readonly string[]): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), "broadside-bench-"));
  try {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, [command, "--scenario", "cpu-report", ...args, "--out", folder], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const seconds = (performance.now() - startedAt) / 1000;
    if (status !== 0) throw new Error(`the run ended with ${status}`);
    return { analysis: analyse(statedRun(await loadRun(folder))), seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const run: Bench = {
  name: "run",
  describe: "a default run of cpu-report, whose best strategy should use both cores of a two-core machine",
  run: async () => {
    const { arms, overheadShare } = (await measure([])).analysis;
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
  },
};

export const untilResolved: Bench = {
  name: "until-resolved",
  describe: "single against cluster-round-robin on cpu-report, to the last block and until it is resolved",
  run: async () => {
    const targets = ["--targets", "single,cluster-round-robin"];
    const whole = await measure(targets);
    const early = await measure([...targets, "--until-resolved"]);
    const [first, second] = [whole, early].map(({ analysis }) => analysis.verdict.bestSet.join());
    return [
      {
        name: "time over that of the default run",
        value: early.seconds / whole.seconds,
        bound: 0.5,
        side: "at most",
        unit: "×",
      },
      {
        name: "the same first place",
        value: first !== "" && first === second ? 1 : 0,
        bound: 1,
        side: "at least",
        unit: "of 1",
      },
    ];
  },
};
