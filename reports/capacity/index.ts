import { renderConsoleDocument } from "../console-document.ts";
import type { ConsoleOptions } from "../console-parts.ts";
import { drawAll } from "../drawing.ts";
import { renderHtmlDocument } from "../html/from-document.ts";
import { renderMarkdownDocument } from "../markdown-document.ts";
import type { Artifact } from "../report.ts";
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
