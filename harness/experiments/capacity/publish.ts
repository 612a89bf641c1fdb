import { join } from "node:path";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { statedSearch } from "./stated.ts";
import type { Terminal } from "../../cli/terminal.ts";
import type { CapacityRun } from "./model.ts";
import type { CapacityAnalysis } from "./result.ts";
import { writeArtifacts } from "../../store/artifacts.ts";
import { folderOf, holds } from "../../store/saved-folder.ts";
import type { ShowOptions } from "../kind.ts";
import { analyseCapacity } from "./analysis/index.ts";
import { capacityText, renderCapacity, renderCapacityConsole } from "./report/index.ts";
import { capacityKind, loadCapacity } from "./store.ts";

/** Analyses a capacity search, shows the result on the terminal and writes every report into its folder. */
export async function publishCapacity(
  run: CapacityRun,
  folder: string,
  terminal: Terminal,
  { json }: ShowOptions,
): Promise<CapacityAnalysis> {
  const input = { run, analysis: analyseCapacity(statedSearch(run)) };
  if (json) terminal.out(capacityText(input));
  else terminal.out(renderCapacityConsole(input, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderCapacity(input));
  return input.analysis;
}

/** Writes the reports of a saved search again, beside it; null where none is saved there. */
export async function reportCapacity(
  source: string,
  terminal: Terminal,
  options: ShowOptions,
): Promise<ExitCode | null> {
  if (!holds(source, capacityKind)) return null;
  const folder = folderOf(source);
  const { seal } = await publishCapacity(await loadCapacity(source), folder, terminal, options);
  terminal.note(`Report: ${join(folder, "capacity.html")}\n`);
  return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
}
