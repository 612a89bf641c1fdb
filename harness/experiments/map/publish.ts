import { join } from "node:path";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { statedMap } from "./stated.ts";
import type { Terminal } from "../../cli/terminal.ts";
import type { MapAnalysis, MeasuredMap } from "./model.ts";
import { writeArtifacts } from "../../store/artifacts.ts";
import { folderOf, holds } from "../../store/saved-folder.ts";
import type { ShowOptions } from "../kind.ts";
import { analyseMap } from "./analysis/index.ts";
import { mapText, renderMap, renderMapConsole } from "./report/index.ts";
import { loadMap, mapKind } from "./store.ts";

/** Analyses a map, shows the result on the terminal and writes every report into its folder. */
export async function publishMap(
  measured: MeasuredMap,
  folder: string,
  terminal: Terminal,
  { json }: ShowOptions,
): Promise<MapAnalysis> {
  const analysis = analyseMap(statedMap(measured));
  const input = { measured, analysis };
  if (json) terminal.out(mapText(input));
  else terminal.out(renderMapConsole(input, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderMap(input));
  return analysis;
}

/** Writes the reports of a saved map again, beside it; null where none is saved there. */
export async function reportMap(source: string, terminal: Terminal, options: ShowOptions): Promise<ExitCode | null> {
  if (!holds(source, mapKind)) return null;
  const folder = folderOf(source);
  const { seal } = await publishMap(await loadMap(source), folder, terminal, options);
  terminal.note(`Report: ${join(folder, "map.html")}\n`);
  return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
}
