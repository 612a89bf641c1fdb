import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../../reports/text.ts";
import { renderTrend, renderTrendConsole, trendText } from "./report/index.ts";
import { throughputId } from "../../analysis/metrics.ts";
import { trendOf, type FoundRun } from "./analysis.ts";
import { BroadsideError, messageOf } from "../../errors.ts";
import { writeArtifacts } from "../../store/artifacts.ts";
import { runFileName } from "../../model/index.ts";
import { loadRun } from "../../store/run-store.ts";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import type { TrendArguments } from "./options.ts";
import { plural } from "../../units.ts";
import { statedRun } from "../../cli/stated.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** Every run in the folders of a folder. What is no readable run is told, and left out. */
async function findRuns(folder: string, terminal: Terminal): Promise<readonly FoundRun[]> {
  if (!existsSync(folder)) {
    throw new BroadsideError("run-not-found", `${folder} does not exist.`, "Name a folder that holds folders of runs.");
  }
  const candidates = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((path) => existsSync(join(path, runFileName)));
  const found: FoundRun[] = [];
  for (const path of candidates) {
    try {
      found.push({ folder: path, run: statedRun(await loadRun(path)) });
    } catch (error) {
      if (!(error instanceof BroadsideError)) throw error;
      terminal.note(`left out: ${printable(path)}: ${printable(messageOf(error))}\n`);
    }
  }
  if (found.length > 0) return found;
  throw new BroadsideError(
    "run-not-found",
    `${folder} holds no folder with a run.`,
    "Name a folder that holds folders of runs, such as results.",
  );
}

/** `broadside trend DIR`: how the figures went over saved runs, and where they changed; `invalid` where none of them counts. */
export async function trendCommand(folder: string, argv: TrendArguments, terminal: Terminal): Promise<ExitCode> {
  const [metricId = "", ...others] = argv.metric ?? [throughputId];
  if (others.length > 0) {
    throw new BroadsideError(
      "bad-option",
      `--metric names ${plural(others.length + 1, "metric")}`,
      "A trend is of one metric at a time.",
    );
  }
  const trend = trendOf(await findRuns(folder, terminal), metricId, argv.scenario);
  if (trend === null) {
    const [what, hint] =
      argv.scenario === undefined
        ? [
            "has what a trend is of",
            'A trend is of saved runs, such as "broadside run" writes: those of gates and sweeps do not count.',
          ]
        : [`is of the scenario "${argv.scenario}"`, "Leave --scenario out to see the scenario with most runs."];
    throw new BroadsideError("run-not-found", `no run in ${folder} ${what}.`, hint);
  }
  const out = argv.out ?? folder;
  await writeArtifacts(out, await renderTrend(trend));
  if (argv.json === true) terminal.out(trendText(trend));
  else terminal.out(renderTrendConsole(trend, { colour: terminal.colour, width: terminal.width }));
  terminal.note(`Report: ${join(out, "trend.html")}\n`);
  return trend.series.some(({ points }) => points.length > 0) ? exitCodes.done : exitCodes.invalid;
}
