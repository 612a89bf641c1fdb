import type { BaselineCheck } from "../model.ts";
import { renderConsoleDocument } from "../../../../reports/console-document.ts";
import type { ConsoleOptions } from "../../../../reports/console-parts.ts";
import { ratioWithInterval } from "../../../../reports/figures.ts";
import { annotation } from "../../../../reports/annotation.ts";
import { junitXml, type Case } from "../../../../reports/junit.ts";
import { renderHtmlDocument } from "../../../../reports/html/from-document.ts";
import { jsonText } from "../../../../reports/json-text.ts";
import { renderMarkdownDocument } from "../../../../reports/markdown-document.ts";
import type { Artifact } from "../../../../reports/report.ts";
import { boundOf, checkDocument, type CheckReportInput } from "./document.ts";

export type { CheckReportInput } from "./document.ts";
export { renderBaselineConsole } from "./show.ts";

/** The result of a check for programs. */
export function checkText({ result }: CheckReportInput): string {
  return jsonText(result);
}

/** The result of a check against a baseline, for a terminal. Ends in a newline. */
export function renderCheckConsole(input: CheckReportInput, options: ConsoleOptions): string {
  return renderConsoleDocument(checkDocument(input), options);
}

/** A summary for a pull request. */
export function checkMarkdown(input: CheckReportInput): string {
  return renderMarkdownDocument(checkDocument(input));
}

/** The files of a check, for people and for a continuous-integration server. */
export function renderCheck(input: CheckReportInput): readonly Artifact[] {
  return [
    { path: "check.html", content: renderHtmlDocument(checkDocument(input), []) },
    { path: "check.md", content: checkMarkdown(input) },
    { path: "check.json", content: checkText(input) },
    { path: "check-junit.xml", content: checkJunit(input) },
  ];
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
