import type { BaselineCheck } from "../harness/model/index.ts";
import { plural } from "../harness/units.ts";
import { boundOf, type CheckReportInput } from "./baseline.ts";
import { ratioWithInterval } from "./figures.ts";
import { annotation } from "./gate/annotations.ts";
import { junitXml, type Case } from "./gate/junit.ts";
import { outcomeMarks } from "./gate/report.ts";
import { jsonText } from "./json-text.ts";
import { escapeMarkdown, table } from "./markdown.ts";
import type { Artifact } from "./report.ts";

/** The result of a check for programs. */
export function checkText({ result }: CheckReportInput): string {
  return jsonText(result);
}

/** The files of a check, for people and for a continuous-integration server. */
export function renderCheck(input: CheckReportInput): readonly Artifact[] {
  return [
    { path: "check.json", content: checkText(input) },
    { path: "check.md", content: checkMarkdown(input) },
    { path: "check-junit.xml", content: checkJunit(input) },
  ];
}

/** A summary for a pull request. */
export function checkMarkdown({ run, baseline, series, result }: CheckReportInput): string {
  const { outcome, headline, details, checks } = result;
  const rows = checks.map((check) => [
    check.figure,
    escapeMarkdown(check.armId),
    ratioWithInterval(check.ratio),
    boundOf(check),
    `${outcomeMarks[check.outcome]} ${check.outcome}`,
  ]);
  return `${[
    `## ${outcomeMarks[outcome]} ${outcome}: ${escapeMarkdown(run.plan.title)}, against the baseline of ${baseline.createdAt}`,
    `**${escapeMarkdown(series)}**`,
    escapeMarkdown(headline),
    ...(rows.length === 0 ? [] : [table(["Figure", "Arm", "Now over then", "Worse by at most", "Verdict"], [], rows)]),
    details.map((detail) => `- ${escapeMarkdown(detail)}`).join("\n"),
    `${plural(run.plan.blocks, "block")} on ${escapeMarkdown(run.environment.cpuModel)}, Node.js ${escapeMarkdown(run.environment.nodeVersion)}; ratios are Hodges–Lehmann of two independent samples, verdicts rest on exact Mann–Whitney tests.`,
  ].join("\n\n")}\n`;
}

/** A workflow command of GitHub Actions that marks the result, unless it passed; empty then. */
export function checkAnnotation({ series, result, inconclusive }: CheckReportInput): string {
  return annotation(`broadside baseline, ${series}`, result, inconclusive);
}

function checkJunit({ run, series, result, inconclusive }: CheckReportInput): string {
  return junitXml({
    name: `broadside baseline: ${series}`,
    classname: `broadside baseline: ${series}`,
    cases: result.checks.map(caseOf),
    run,
    result,
    inconclusive,
  });
}

function caseOf(check: BaselineCheck): Case {
  return {
    name: `${check.figure} of ${check.armId}`,
    outcome: check.outcome,
    message: `now over then ${ratioWithInterval(check.ratio)}; worse by at most ${boundOf(check)}`,
  };
}
