import type { GatedMetric, JudgedRequirement } from "../../harness/model/index.ts";
import { escapeMarkup } from "../escape.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import type { GateReporter, GateReportInput } from "./report.ts";

/** A test case for each metric and each requirement, as Jenkins, GitLab and GitHub's test reporters read them. */
export const gateJunitReporter: GateReporter = {
  name: "gate-junit.xml",
  describe: "JUnit XML for a continuous-integration server",
  render: (input) => [{ path: "gate-junit.xml", content: gateJunit(input) }],
};

type Case = { readonly name: string; readonly outcome: GatedMetric["outcome"]; readonly message: string };
type State = { readonly element: "failure" | "error" | "skipped" | null; readonly one: Case };

function gateJunit(input: GateReportInput): string {
  const { run, result } = input;
  const cases = [...result.metrics.map(metricCase), ...result.requirements.map(requirementCase)];
  const all = cases.length > 0 ? cases : [{ name: "measurement", outcome: "inconclusive" as const, message: "" }];
  const states = all.map((one): State => ({ element: elementOf(one.outcome, input), one }));
  const count = (element: State["element"]): number => states.filter((state) => state.element === element).length;
  const seconds = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  const suite = `name="${escapeMarkup(`broadside gate: ${run.plan.scenario}`)}" tests="${states.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${suite} timestamp="${escapeMarkup(run.createdAt)}">`,
    ...states.map((state) => caseElement(state, input)),
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

function elementOf(outcome: Case["outcome"], { result, inconclusive }: GateReportInput): State["element"] {
  if (result.outcome === "invalid") return "error";
  if (outcome === "regression") return "failure";
  if (outcome === "pass" || inconclusive === "pass") return null;
  return inconclusive === "fail" ? "failure" : "skipped";
}

function caseElement({ element, one }: State, { run, result }: GateReportInput): string {
  const open = `    <testcase classname="${escapeMarkup(`broadside.${run.plan.scenario}`)}" name="${escapeMarkup(one.name)}"`;
  if (element === null) return `${open}><system-out>${escapeMarkup(one.message)}</system-out></testcase>`;
  const message = result.outcome === "invalid" ? result.headline : `${one.outcome}: ${one.message}`;
  return `${open}><${element} message="${escapeMarkup(message)}">${escapeMarkup(result.headline)}</${element}></testcase>`;
}
