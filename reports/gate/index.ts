import { renderConsoleDocument } from "../console-document.ts";
import type { ConsoleOptions } from "../console-parts.ts";
import type { Drawing } from "../drawing.ts";
import { renderHtmlDocument } from "../html/from-document.ts";
import { rankingSection } from "../html/ranking.ts";
import { renderMarkdownDocument } from "../markdown-document.ts";
import type { Artifact, ReportInput } from "../report.ts";
import { runSections } from "../run/evidence.ts";
import { benchmarkJsonReporter } from "./benchmark-json.ts";
import { bmfReporter } from "./bmf.ts";
import { gateDocument } from "./document.ts";
import { gateJsonReporter } from "./json.ts";
import { gateJunitReporter } from "./junit.ts";
import type { GateReporter, GateReportInput } from "./report.ts";

export { githubAnnotation } from "./annotations.ts";
export { gateText } from "./json.ts";
export type { GateReportInput, InconclusiveAs } from "./report.ts";

/** Every format of a gate's result for a program. To add one: write its file, and add it here. */
const gateReporters: readonly GateReporter[] = [
  gateJsonReporter,
  gateJunitReporter,
  benchmarkJsonReporter,
  bmfReporter,
];

/** A gate's result for a terminal. Ends in a newline. */
export function renderGateConsole(input: GateReportInput, options: ConsoleOptions): string {
  return renderConsoleDocument(gateDocument(input), options);
}

/** A summary for a pull request. */
export function gateMarkdown(input: GateReportInput): string {
  return renderMarkdownDocument(gateDocument(input));
}

/** The page of a gate, with the evidence of its run. */
export function gatePage(input: GateReportInput, evidence: ReportInput, drawings: readonly Drawing[]): string {
  const document = { ...gateDocument(input), sections: runSections(evidence) };
  const sections = [{ ...rankingSection(evidence), title: "Each version" }];
  return renderHtmlDocument(document, drawings, { sections });
}

/** Every file of a gate's result, but for its page. */
export function renderGate(input: GateReportInput): readonly Artifact[] {
  return [
    { path: "gate.md", content: gateMarkdown(input) },
    ...gateReporters.flatMap((reporter) => reporter.render(input)),
  ];
}
