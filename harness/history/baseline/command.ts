import { renderBaselineConsole } from "./report/index.ts";
import { jsonText } from "../../../reports/json-text.ts";
import { baselineOf } from "./analysis.ts";
import { isOpenLoad } from "../../analysis/compare.ts";
import { conditionsOf } from "../conditions.ts";
import { analyse } from "../../analysis/index.ts";
import { doubtInWords } from "../../model/index.ts";
import { isFolder } from "../../files.ts";
import { BroadsideError } from "../../errors.ts";
import { isSweep } from "../../plan.ts";
import { loadBaseline, saveBaseline } from "./store.ts";
import { folderOfRun, loadRun } from "../../store/run-store.ts";
import { judgeRun, refuseOtherConditions, refuseOtherMachine, refuseOtherWork, tellCheck } from "./check.ts";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import type { BaselineCheckArguments, BaselineSaveArguments, BaselineShowArguments } from "./options.ts";
import { statedRun } from "../../cli/stated.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** `broadside baseline save DIR`: keeps what a run measured, to compare later runs with. */
export async function saveCommand(folder: string, argv: BaselineSaveArguments, terminal: Terminal): Promise<ExitCode> {
  const run = await loadRun(folder);
  if (isOpenLoad(run.plan)) {
    throw new BroadsideError(
      "run-foreign",
      `the run in ${folder} is of an open load, whose throughput is what was offered`,
      "Keep a run of a closed load: its ratios between strategies can be compared.",
    );
  }
  if (isSweep(run.plan)) {
    throw new BroadsideError(
      "run-foreign",
      `the run in ${folder} is a sweep, which compares no speeds`,
      "Keep a run of one load: its ratios between strategies can be compared.",
    );
  }
  const { seal } = analyse(statedRun(run));
  if (seal.status !== "VALID" && !(seal.status === "SUSPECT" && argv.force === true)) {
    throw new BroadsideError(
      "run-foreign",
      `the run in ${folder} is ${seal.status.toLowerCase()}: ${seal.reasons.slice(0, 1).map(doubtInWords).join("")}`,
      seal.status === "SUSPECT" ? "Measure again, or accept it with --force." : "Measure again.",
    );
  }
  const path = argv.to ?? "baseline.json";
  await saveBaseline(path, baselineOf(run));
  terminal.note(`Baseline: ${path}\n`);
  return exitCodes.done;
}

/** `broadside baseline show FILE` */
export async function showCommand(path: string, argv: BaselineShowArguments, terminal: Terminal): Promise<ExitCode> {
  const baseline = await loadBaseline(path);
  if (argv.json === true) terminal.out(jsonText(baseline));
  else terminal.out(renderBaselineConsole(baseline, { colour: terminal.colour, width: terminal.width }));
  return exitCodes.done;
}

/** `broadside baseline check FILE DIR`: is a saved run as good as the baseline? */
export async function checkCommand(
  path: string,
  folder: string,
  argv: BaselineCheckArguments,
  terminal: Terminal,
): Promise<ExitCode> {
  if (isFolder(path) && !isFolder(folder)) {
    throw new BroadsideError(
      "run-unreadable",
      `${path} is a folder, and ${folder} is none.`,
      "The file of the baseline comes first, then the folder of the run.",
    );
  }
  const baseline = await loadBaseline(path);
  const run = await loadRun(folder);
  refuseOtherWork(path, baseline, run.plan);
  refuseOtherConditions(path, baseline, conditionsOf(run));
  if (argv.absolute === true) refuseOtherMachine(path, baseline, run.environment);
  const result = judgeRun(run, baseline, argv);
  return tellCheck({ run, baseline, result }, folderOfRun(folder), argv, terminal);
}
