import type { GatedMetric, GateResult, JudgedRequirement, Run } from "../../harness/model/index.ts";
import { escapeMarkup } from "../escape.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import type { GateReporter, GateReportInput, InconclusiveAs } from "./report.ts";

/** A test case for each metric and each requirement, as Jenkins, GitLab and GitHub's test reporters read them. */
export const gateJunitReporter: GateReporter = {
  name: "gate-junit.xml",
  describe: "JUnit XML for a continuous-integration server",
  render: (input) => [{ path: "gate-junit.xml", content: gateJunit(input) }],
};

/** One thing that was judged. */
export type Case = { readonly name: string; readonly outcome: GatedMetric["outcome"]; readonly message: string };

export type Suite = {
  readonly name: string;
  readonly classname: string;
  readonly cases: readonly Case[];
  readonly run: Run;
  readonly result: Pick<GateResult, "outcome" | "headline">;
  readonly inconclusive: InconclusiveAs;
};

type State = { readonly element: "failure" | "error" | "skipped" | null; readonly one: Case };

function gateJunit({ run, result, inconclusive }: GateReportInput): string {
  return junitXml({
    name: `broadside gate: ${result.series}`,
    classname: `broadside gate: ${result.series}`,
    cases: [...result.metrics.map(metricCase), ...result.requirements.map(requirementCase)],
    run,
    result,
    inconclusive,
  });
}

/** A test suite, with a case for the measurement itself where nothing was judged. */
export function junitXml(suite: Suite): string {
  const { name, cases, run } = suite;
  const all = cases.length > 0 ? cases : [{ name: "measurement", outcome: "inconclusive" as const, message: "" }];
  const states = all.map((one): State => ({ element: elementOf(one.outcome, suite), one }));
  const count = (element: State["element"]): number => states.filter((state) => state.element === element).length;
  const seconds = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  const attributes = `name="${escapeMarkup(name)}" tests="${states.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${attributes} timestamp="${escapeMarkup(run.createdAt)}">`,
    ...states.map((state) => caseElement(state, suite)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function metricCase(one: GatedMetric): Case {
  return {
    name: one.metric.title,
    outcome: one.outcome,
    message: `base ${sideOf(one, "base")}, head ${sideOf(one, "head")}: ${changeOf(one)}; worse by at most ${atMostOf(one)}`,
  };
}

function requirementCase({ requirement, outcome, found }: JudgedRequirement): Case {
  return { name: requirement.text, outcome, message: `found ${foundIn(found, requirement.unit)}` };
}

function elementOf(outcome: Case["outcome"], { result, inconclusive }: Suite): State["element"] {
  if (result.outcome === "invalid") return "error";
  if (outcome === "regression") return "failure";
  if (outcome === "pass" || inconclusive === "pass") return null;
  return inconclusive === "fail" ? "failure" : "skipped";
}

function caseElement({ element, one }: State, { classname, result }: Suite): string {
  const open = `    <testcase classname="${escapeMarkup(classname)}" name="${escapeMarkup(one.name)}"`;
  if (element === null) return `${open}><system-out>${escapeMarkup(one.message)}</system-out></testcase>`;
  const message = result.outcome === "invalid" ? result.headline : `${one.outcome}: ${one.message}`;
  return `${open}><${element} message="${escapeMarkup(message)}">${escapeMarkup(result.headline)}</${element}></testcase>`;
}
