import { summaryCsvReporter, trialsCsvReporter } from "./csv.ts";
import { shareDrawings } from "./drawing.ts";
import { htmlReporter } from "./html/reporter.ts";
import { jsonReporter } from "./json.ts";
import { markdownReporter } from "./markdown.ts";
import type { Artifact, ReportInput, Reporter } from "./report.ts";
import { svgReporter } from "./svg.ts";

export { renderConsole } from "./console.ts";
export { summaryJson, summaryText } from "./json.ts";
export type { Summary } from "./json.ts";
export type { Artifact, Reporter, ReportInput } from "./report.ts";

/** Every report format. To add one: write its file, and add it here. */
export const reporters: readonly Reporter[] = [
  htmlReporter,
  markdownReporter,
  summaryCsvReporter,
  trialsCsvReporter,
  jsonReporter,
  svgReporter,
];

/** Every file of the report. Charts are drawn once, whoever shows them. */
export async function renderAll(input: ReportInput): Promise<Artifact[]> {
  const shared = shareDrawings(input.analysis);
  const rendered = await Promise.all(reporters.map((reporter) => reporter.render(input, shared)));
  return rendered.flat();
}
