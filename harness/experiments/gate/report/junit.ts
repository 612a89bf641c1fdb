import type { GatedMetric, JudgedRequirement } from "../../../model/index.ts";
import { junitXml, type Case } from "../../../../reports/junit.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import type { GateReporter, GateReportInput } from "./report.ts";

/** A test case for each metric and each requirement, as Jenkins, GitLab and GitHub's test reporters read them. */
export const gateJunitReporter: GateReporter = {
  name: "gate-junit.xml",
  describe: "JUnit XML for a continuous-integration server",
  render: (input) => [{ path: "gate-junit.xml", content: gateJunit(input) }],
};

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
