import type { Artifact } from "../report.ts";
import { capacityCsvReporter } from "./csv.ts";
import { capacityHtmlReporter } from "./html.ts";
import { capacityJsonReporter } from "./json.ts";
import { capacityMarkdownReporter } from "./markdown.ts";
import type { CapacityReporter, CapacityReportInput } from "./report.ts";

export { renderCapacityConsole } from "./console.ts";
export { capacityText } from "./json.ts";
export type { CapacityReportInput } from "./report.ts";

/** Every format of a capacity search's result. To add one: write its file, and add it here. */
const capacityReporters: readonly CapacityReporter[] = [
  capacityHtmlReporter,
  capacityMarkdownReporter,
  capacityCsvReporter,
  capacityJsonReporter,
];

/** Every file of it. */
export async function renderCapacity(input: CapacityReportInput): Promise<readonly Artifact[]> {
  const rendered = await Promise.all(capacityReporters.map((reporter) => reporter.render(input)));
  return rendered.flat();
}
