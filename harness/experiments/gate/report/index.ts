import { renderConsoleDocument } from "../../../../reports/console-document.ts";
import type { ConsoleOptions } from "../../../../reports/console-parts.ts";
import { type Drawing, shareDrawings } from "../../../../reports/drawing.ts";
import { renderHtmlDocument } from "../../../../reports/html/from-document.ts";
import { rankingSection } from "../../../../reports/html/ranking.ts";
import { renderMarkdownDocument } from "../../../../reports/markdown-document.ts";
import { renderAll } from "../../../../reports/index.ts";
import type { Artifact, Reporter, ReportInput } from "../../../../reports/report.ts";
import { runSections } from "../../../../reports/run/evidence.ts";
import { benchmarkJsonReporter } from "./benchmark-json.ts";
import { bmfReporter } from "./bmf.ts";
import { gateDocument } from "./document.ts";
import { gateJsonReporter } from "./json.ts";
import { gateJunitReporter } from "./junit.ts";
import type { GateReporter, GateReportInput } from "./report.ts";

export { githubAnnotation } from "./annotation.ts";
export { gateText } from "./json.ts";
export type { GateReportInput } from "./report.ts";

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

/** Every file of a gate's result, but for its page. */
export function renderGate(input: GateReportInput): readonly Artifact[] {
  return [
    { path: "gate.md", content: gateMarkdown(input) },
    ...gateReporters.flatMap((reporter) => reporter.render(input)),
  ];
}

/** Every file of a gate: those of its run, with a page that is of the gate, and those of its result. */
export async function renderGateRun(input: GateReportInput, evidence: ReportInput): Promise<readonly Artifact[]> {
  return [...(await renderAll(evidence, pageOf(input))), ...renderGate(input)];
}

function pageOf(gate: GateReportInput): Reporter {
  return {
    name: "html",
    describe: "report.html: the gate's result, with the evidence of its run",
    render: async (evidence, shared = shareDrawings(evidence.analysis)) => [
      { path: "report.html", content: gatePage(gate, evidence, await shared.drawings()) },
    ],
  };
}

function gatePage(gate: GateReportInput, evidence: ReportInput, drawings: readonly Drawing[]): string {
  const document = { ...gateDocument(gate), sections: runSections(evidence) };
  const sections = [{ ...rankingSection(evidence), title: "Each version" }];
  return renderHtmlDocument(document, drawings, { sections });
}
