import { renderConsoleDocument } from "./console-document.ts";
import type { ConsoleOptions } from "./console-parts.ts";
import { summaryCsvReporter, trialsCsvReporter } from "./csv.ts";
import { shareDrawings } from "./drawing.ts";
import { jsonReporter } from "./json.ts";
import type { Artifact, ReportInput, Reporter } from "./report.ts";
import { runDocument } from "./run/document.ts";
import { htmlReporter, markdownReporter } from "./run/reporters.ts";
import { svgReporter } from "./svg.ts";

export { summaryJson, summaryText } from "./json.ts";
export type { Summary } from "./json.ts";
export type { Artifact, Reporter, ReportInput } from "./report.ts";

/** Every report format beside the page. To add one: write its file, and add it here. */
const fileReporters: readonly Reporter[] = [
  markdownReporter,
  summaryCsvReporter,
  trialsCsvReporter,
  jsonReporter,
  svgReporter,
];

export const reporters: readonly Reporter[] = [htmlReporter, ...fileReporters];

/** The result of a run for a terminal. Ends in a newline. */
export function renderConsole(input: ReportInput, options: ConsoleOptions): string {
  return renderConsoleDocument(runDocument(input), options);
}

/** Every file of the report, whose page may be another than that of a run. Charts are drawn once, whoever shows them. */
export async function renderAll(input: ReportInput, page: Reporter = htmlReporter): Promise<readonly Artifact[]> {
  const shared = shareDrawings(input.analysis);
  return (await Promise.all([page, ...fileReporters].map((reporter) => reporter.render(input, shared)))).flat();
}
