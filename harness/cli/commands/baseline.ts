import { renderBaselineConsole, renderCheckConsole } from "../../../reports/baseline.ts";
import { baselineOf, checkAgainstBaseline } from "../../analysis/baseline.ts";
import { analyse } from "../../analysis/index.ts";
import { BroadsideError } from "../../errors.ts";
import type { Baseline, BaselineResult, Run } from "../../model/index.ts";
import { loadBaseline, saveBaseline } from "../../store/baseline-store.ts";
import { loadRun } from "../../store/run-store.ts";
import { inconclusiveCode, verdictCodes, exitCodes, type ExitCode } from "../exit-codes.ts";
import {
  share,
  type BaselineCheckArguments,
  type BaselineSaveArguments,
  type BaselineShowArguments,
} from "../options.ts";
import type { Terminal } from "../terminal.ts";

function sealOf(run: Run) {
  return analyse(run, new Map()).seal;
}

/** `broadside baseline save DIR`: keeps what a run measured, to compare later runs with. */
export async function saveCommand(folder: string, argv: BaselineSaveArguments, terminal: Terminal): Promise<ExitCode> {
  const run = await loadRun(folder);
  const seal = sealOf(run);
  if (seal.status !== "VALID" && !(seal.status === "SUSPECT" && argv.force === true)) {
    throw new BroadsideError(
      "run-foreign",
      `the run in ${folder} is ${seal.status.toLowerCase()}: ${seal.reasons[0]?.meaning ?? ""}`,
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
  if (argv.json === true) terminal.out(`${JSON.stringify(baseline, null, 2)}\n`);
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
  const baseline = await loadBaseline(path);
  const run = await loadRun(folder);
  refuseIncomparable(path, baseline, run, argv.absolute === true);
  return tellCheck(judge(run, baseline, argv), argv, terminal);
}

function judge(run: Run, baseline: Baseline, argv: BaselineCheckArguments): BaselineResult {
  return checkAgainstBaseline(run, baseline, sealOf(run).status === "INVALID", {
    tolerance: share("tolerance", argv.tolerance, 0.05),
    minimalEffect: share("min-effect", argv["min-effect"], 0.03),
  });
}

function tellCheck(result: BaselineResult, argv: BaselineCheckArguments, terminal: Terminal): ExitCode {
  if (argv.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else terminal.out(renderCheckConsole(result, { colour: terminal.colour, width: terminal.width }));
  return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
}

/** What cannot be compared at all is the user's mistake, and not a verdict. */
function refuseIncomparable(path: string, baseline: Baseline, run: Run, isAbsolute: boolean): void {
  const isSameWork = JSON.stringify(baseline.requests) === JSON.stringify(run.plan.requests);
  if (baseline.scenario !== run.plan.scenario || !isSameWork) {
    throw new BroadsideError(
      "run-foreign",
      `${path} is of the scenario ${baseline.scenario} (${baseline.title}), the run of ${run.plan.scenario} (${run.plan.title})`,
      "Compare runs of the same scenario with the same requests.",
    );
  }
  if (isAbsolute && baseline.environment.fingerprint !== run.environment.fingerprint) {
    throw new BroadsideError(
      "run-foreign",
      `${path} is of another machine (${baseline.environment.cpuModel}, Node.js ${baseline.environment.nodeVersion}), so that absolute figures cannot be compared`,
      "Leave --absolute out to compare the ratios between strategies, or measure a baseline here.",
    );
  }
}
