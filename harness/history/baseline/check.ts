import type { CheckReportInput } from "./report/index.ts";
import { isDeepStrictEqual } from "node:util";
import { checkAgainstBaseline } from "./analysis.ts";
import { appDifference, comparableApp } from "../comparable-app.ts";
import { comparableRequests } from "../comparable-requests.ts";
import { chosenWarmup, otherArms, otherArmsInWords, sameArms, type Conditions } from "../conditions.ts";
import { analyse } from "../../analysis/index.ts";
import { seriesOf } from "../series.ts";
import { BroadsideError } from "../../errors.ts";
import type { Baseline, BaselineResult } from "./model.ts";
import { type Environment, generatorsOf, type Load, type Plan, type Run } from "../../model/index.ts";
import { clock, list, plural } from "../../units.ts";
import { inconclusiveCode, verdictCodes, type ExitCode } from "../../cli/exit-codes.ts";
import type { BaselineCheckArguments } from "./options.ts";
import { publishCheck } from "./publish.ts";
import { statedRun } from "../../cli/stated.ts";
import { defaultMinimalEffect, defaultTolerance } from "../../cli/requirements.ts";
import type { Terminal } from "../../cli/terminal.ts";

type JudgeArguments = Pick<BaselineCheckArguments, "tolerance" | "min-effect" | "absolute">;
type TellArguments = Pick<BaselineCheckArguments, "json" | "inconclusive">;

/** Holds a run to a baseline, by the rule that was asked for. */
export function judgeRun(run: Run, baseline: Baseline, argv: JudgeArguments): BaselineResult {
  const { seal } = analyse(statedRun(run));
  return checkAgainstBaseline(run, baseline, seal, {
    tolerance: argv.tolerance ?? defaultTolerance,
    minimalEffect: argv["min-effect"] ?? defaultMinimalEffect,
    absolute: argv.absolute ?? false,
  });
}

/** Writes what came of it into the run's folder, and shows it. */
export async function tellCheck(
  { run, baseline, result }: Pick<CheckReportInput, "run" | "baseline" | "result">,
  folder: string,
  argv: TellArguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const inconclusive = argv.inconclusive ?? "report";
  const [first] = run.plan.arms;
  const series = seriesOf(run.plan, first);
  await publishCheck({ run, baseline, result, series, inconclusive }, folder, terminal, { json: argv.json ?? false });
  return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
}

/** What cannot be compared at all is the user's mistake, and no verdict. */
export function refuseOtherWork(
  path: string,
  baseline: Baseline,
  { scenario, title, requests, app }: Pick<Plan, "scenario" | "title" | "requests" | "app">,
): void {
  if (
    baseline.scenario === scenario &&
    isDeepStrictEqual(comparableRequests(baseline.requests), comparableRequests(requests))
  ) {
    const other = baseline.app === undefined || app === null ? null : appDifference(baseline.app, comparableApp(app));
    if (other === null) return;
    throw new BroadsideError(
      "run-foreign",
      `${path} is of ${scenario} where the app has ${other} than in the run`,
      "Measure both alike, or save a baseline of what the app is now.",
    );
  }
  throw new BroadsideError(
    "run-foreign",
    `${path} is of the scenario ${baseline.scenario} (${baseline.title}), the run of ${scenario} (${title})`,
    "Compare runs of the same scenario with the same requests.",
  );
}

/**
 * Figures under another load, or of other arms by the same name, differ for that reason alone. Where other arms can be
 * compared still, these are left out, and the check says so.
 */
export function refuseOtherConditions(path: string, baseline: Baseline, now: Conditions): void {
  const others = otherArms(baseline, now);
  const isReferenceOther = others.some(({ id }) => id === now.baselineArmId);
  const isNothingLeft = [...sameArms(baseline, now)].every((id) => id === now.baselineArmId);
  const areArmsOther = others.length > 0 && (isReferenceOther || isNothingLeft);
  const differences = [
    ...(isDeepStrictEqual(baseline.load, now.load)
      ? []
      : [`the load (${loadInWords(baseline.load)} then, ${loadInWords(now.load)} now)`]),
    ...(chosenWarmup(baseline) === chosenWarmup(now)
      ? []
      : [`the warm-up (${clock(chosenWarmup(baseline))} then, ${clock(chosenWarmup(now))} now)`]),
    ...(areArmsOther ? [`what arms are: ${otherArmsInWords(others)}`] : []),
    ...(baseline.baselineArmId === now.baselineArmId
      ? []
      : [`the arm that speed-ups refer to (${baseline.baselineArmId} then, ${now.baselineArmId} now)`]),
  ];
  if (differences.length === 0) return;
  throw new BroadsideError(
    "run-foreign",
    `the run and ${path} differ in ${list(differences)}`,
    areArmsOther
      ? "Measure what they were then, or save a baseline of what they are now."
      : "Measure both alike; gate --against does so automatically.",
  );
}

function loadInWords(load: Load): string {
  const generators = generatorsOf(load);
  const processes = generators === 1 ? "" : `, ${generators} generators`;
  return `${load.kind}, ${plural(load.connections, "connection")}, ${load.connectionMode}${processes}`;
}

export function refuseOtherMachine(path: string, { environment }: Baseline, here: Environment): void {
  if (environment.fingerprint === here.fingerprint) return;
  throw new BroadsideError(
    "run-foreign",
    `${path} is from another machine (${environment.cpuModel}, Node.js ${environment.nodeVersion}), so absolute figures cannot be compared`,
    "Leave --absolute out to compare the ratios between strategies, or measure a baseline here.",
  );
}
