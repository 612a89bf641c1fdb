import { renderAll, renderConsole, summaryText } from "../../reports/index.ts";
import { analyse } from "../analysis/index.ts";
import type { Analysis, Run, Warning } from "../model/index.ts";
import { writeArtifacts } from "../store/artifacts.ts";
import { statedRun } from "./stated.ts";
import type { Terminal } from "./terminal.ts";

/** The same with what whoever typed the command can do about its warnings. */
function advised(analysis: Analysis, { command }: Pick<Run, "command">, { hintFor }: Terminal): Analysis {
  const toDo = (warning: Warning): Warning => ({ ...warning, action: hintFor(warning.action, command) });
  const { seal, warnings } = analysis;
  return { ...analysis, seal: { ...seal, reasons: seal.reasons.map(toDo) }, warnings: warnings.map(toDo) };
}

/** Analyses a run, shows the result on the terminal and writes every report into its folder. */
export async function publish(
  run: Run,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<Analysis> {
  const analysis = advised(analyse(statedRun(run)), run, terminal);
  if (options.json) terminal.out(summaryText({ run, analysis }));
  else terminal.out(renderConsole({ run, analysis }, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderAll({ run, analysis }));
  return analysis;
}
