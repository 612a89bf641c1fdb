import { renderCheckConsole } from "../../reports/baseline.ts";
import { checkAgainstBaseline } from "../analysis/baseline.ts";
import { analyse } from "../analysis/index.ts";
import { BroadsideError } from "../errors.ts";
import type { Baseline, BaselineResult, Environment, Plan, Run } from "../model/index.ts";
import { inconclusiveCode, verdictCodes, type ExitCode } from "./exit-codes.ts";
import type { BaselineCheckArguments } from "./options.ts";
import { share } from "./values.ts";
import type { Terminal } from "./terminal.ts";

type JudgeArguments = Pick<BaselineCheckArguments, "tolerance" | "min-effect">;
type TellArguments = Pick<BaselineCheckArguments, "json" | "inconclusive">;

/** Holds a run to a baseline, by the rule that was asked for. */
export function judgeRun(run: Run, baseline: Baseline, argv: JudgeArguments): BaselineResult {
  const { seal } = analyse(run, new Map());
  return checkAgainstBaseline(run, baseline, seal.status === "INVALID", {
    tolerance: share("tolerance", argv.tolerance, 0.05),
    minimalEffect: share("min-effect", argv["min-effect"], 0.03),
  });
}

export function tellCheck(result: BaselineResult, argv: TellArguments, terminal: Terminal): ExitCode {
  if (argv.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else terminal.out(renderCheckConsole(result, { colour: terminal.colour, width: terminal.width }));
  return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
}

/** What cannot be compared at all is the user's mistake, and no verdict. */
export function refuseOtherWork(
  path: string,
  baseline: Baseline,
  { scenario, title, requests }: Pick<Plan, "scenario" | "title" | "requests">,
): void {
  if (baseline.scenario === scenario && JSON.stringify(baseline.requests) === JSON.stringify(requests)) return;
  throw new BroadsideError(
    "run-foreign",
    `${path} is of the scenario ${baseline.scenario} (${baseline.title}), the run of ${scenario} (${title})`,
    "Compare runs of the same scenario with the same requests.",
  );
}

export function refuseOtherMachine(path: string, { environment }: Baseline, here: Environment): void {
  if (environment.fingerprint === here.fingerprint) return;
  throw new BroadsideError(
    "run-foreign",
    `${path} is of another machine (${environment.cpuModel}, Node.js ${environment.nodeVersion}), so that absolute figures cannot be compared`,
    "Leave --absolute out to compare the ratios between strategies, or measure a baseline here.",
  );
}
