import { renderConsoleDocument } from "../../../../reports/console-document.ts";
import type { ConsoleOptions } from "../../../../reports/console-parts.ts";
import { drawAll } from "../../../../reports/drawing.ts";
import { renderHtmlDocument } from "../../../../reports/html/from-document.ts";
import { renderMarkdownDocument } from "../../../../reports/markdown-document.ts";
import type { Artifact } from "../../../../reports/report.ts";
import { capacityCharts } from "./charts/index.ts";
import { capacityCsv } from "./csv.ts";
import { capacityDocument } from "./document.ts";
import { capacityText } from "./json.ts";
import { plannerScript, plannerSection } from "./planner-section.ts";
import type { CapacityReportInput } from "./report.ts";

export { capacityText } from "./json.ts";
export type { CapacityReportInput } from "./report.ts";

/** A capacity search's result for a terminal. Ends in a newline. */
export function renderCapacityConsole(input: CapacityReportInput, options: ConsoleOptions): string {
  return renderConsoleDocument(capacityDocument(input), options);
}

/** Every file of a capacity search. */
export async function renderCapacity(input: CapacityReportInput): Promise<readonly Artifact[]> {
  const document = capacityDocument(input);
  const drawings = await drawAll(capacityCharts, input);
  const planner = { sections: [plannerSection(input)], script: await plannerScript(input) };
  return [
    { path: "capacity.html", content: renderHtmlDocument(document, drawings, planner) },
    { path: "capacity.md", content: renderMarkdownDocument(document) },
    ...capacityCsv(input),
    { path: "capacity.json", content: capacityText(input) },
  ];
}
