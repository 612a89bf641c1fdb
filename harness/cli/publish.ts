import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import {
  gateMarkdown,
  gateText,
  githubAnnotation,
  renderGateConsole,
  type InconclusiveAs,
} from "../../reports/gate/index.ts";
import {
  checkAnnotation,
  checkMarkdown,
  checkText,
  renderCheck,
  renderCheckConsole,
  type CheckReportInput,
} from "../../reports/baseline/index.ts";
import { capacityText, renderCapacity, renderCapacityConsole } from "../../reports/capacity/index.ts";
import { mapText, renderMap, renderMapConsole } from "../../reports/map/index.ts";
import { renderAll, renderConsole, renderGateRun, summaryText } from "../../reports/index.ts";
import { gateAnalysis, judgeGate } from "../analysis/gate.ts";
import { analyseCapacity } from "../analysis/capacity/index.ts";
import { analyse } from "../analysis/index.ts";
import { analyseMap } from "../analysis/map.ts";
import { asRefusalOfSystem, BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import { writeArtifacts } from "../store/artifacts.ts";
import type {
  Analysis,
  CapacityAnalysis,
  CapacityRun,
  GateResult,
  MapAnalysis,
  MeasuredMap,
  Run,
  Warning,
} from "../model/index.ts";
import { hintFor } from "./hint-options.ts";
import { statedMap, statedRun, statedSearch } from "./stated.ts";
import type { Terminal } from "./terminal.ts";

/** The same with what whoever typed the command can do about its warnings. */
function advised(analysis: Analysis, { command }: Pick<Run, "command">): Analysis {
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
  const analysis = advised(analyse(statedRun(run)), run);
  if (options.json) terminal.out(summaryText({ run, analysis }));
  else terminal.out(renderConsole({ run, analysis }, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderAll({ run, analysis }));
  return analysis;
}

/** Analyses a capacity search, shows the result on the terminal and writes every report into its folder. */
export async function publishCapacity(
  run: CapacityRun,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<CapacityAnalysis> {
  const input = { run, analysis: analyseCapacity(statedSearch(run)) };
  if (options.json) terminal.out(capacityText(input));
  else terminal.out(renderCapacityConsole(input, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderCapacity(input));
  return input.analysis;
}

/** Analyses a map, shows the result on the terminal and writes every report into its folder. */
export async function publishMap(
  measured: MeasuredMap,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<MapAnalysis> {
  const analysis = analyseMap(statedMap(measured));
  const input = { measured, analysis };
  if (options.json) terminal.out(mapText(input));
  else terminal.out(renderMapConsole(input, { colour: terminal.colour, width: terminal.width }));
  await writeArtifacts(folder, await renderMap(input));
  return analysis;
}

/**
 * Judges a gate's run, shows the result on the terminal, and in GitHub Actions as an annotation and in the summary of the
 * step, and writes its reports and those of the run into its folder. What cannot be written is said, and the verdict stands.
 */
export async function publishGate(
  run: Run,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean; readonly inconclusive: InconclusiveAs },
): Promise<GateResult> {
  const { gate } = run.plan;
  if (gate === undefined) throw new RangeError("this run is no gate's");
  const stated = statedRun(run);
  const result = judgeGate(stated);
  const input = { run, gate, result, inconclusive: options.inconclusive };
  const analysis = gateAnalysis(stated, result);
  if (options.json) terminal.out(gateText(input));
  else terminal.out(renderGateConsole(input, { colour: terminal.colour, width: terminal.width }));
  await afterVerdict(terminal, async () => {
    await writeArtifacts(folder, await renderGateRun(input, { run, analysis }));
    terminal.note(`Report: ${join(folder, "report.html")}\n`);
  });
  await tellGithub(githubAnnotation(input), gateMarkdown(input), terminal);
  return result;
}

/** The same for a check against a baseline, whose run has its reports already. */
export async function publishCheck(
  input: CheckReportInput,
  folder: string,
  terminal: Terminal,
  options: { readonly json: boolean },
): Promise<void> {
  if (options.json) terminal.out(checkText(input));
  else terminal.out(renderCheckConsole(input, { colour: terminal.colour, width: terminal.width }));
  await afterVerdict(terminal, async () => {
    await writeArtifacts(folder, renderCheck(input));
    terminal.note(`Report: ${join(folder, "check.html")}\n`);
  });
  await tellGithub(checkAnnotation(input), checkMarkdown(input), terminal);
}

async function tellGithub(mark: string, markdown: string, terminal: Terminal): Promise<void> {
  if (process.env["GITHUB_ACTIONS"] === "true") terminal.note(mark);
  const summary = process.env["GITHUB_STEP_SUMMARY"] ?? "";
  if (summary !== "") await afterVerdict(terminal, () => appendFile(summary, markdown));
}

/** Writes what goes with a verdict that has been shown: where that is refused it is said, and the verdict stands. */
async function afterVerdict(terminal: Terminal, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const refusal = error instanceof BroadsideError ? error : asRefusalOfSystem(error);
    if (refusal === null && systemCodeOf(error) === undefined) throw error;
    const hint = refusal === null ? "" : `  ${refusal.hint}\n`;
    terminal.note(`The verdict stands, but not all could be written: ${messageOf(refusal ?? error)}\n${hint}`);
  }
}
