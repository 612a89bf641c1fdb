import type { Artifact } from "../report.ts";
import { mapCsvReporter } from "./csv.ts";
import { mapHtmlReporter } from "./html.ts";
import { mapJsonReporter } from "./json.ts";
import { mapMarkdownReporter } from "./markdown.ts";
import type { MapReporter, MapReportInput } from "./report.ts";

export { renderMapConsole } from "./console.ts";
export { mapText } from "./json.ts";
export type { MapReportInput } from "./report.ts";

/** Every format of a map. To add one: write its file, and add it here. */
const mapReporters: readonly MapReporter[] = [mapHtmlReporter, mapMarkdownReporter, mapCsvReporter, mapJsonReporter];

/** Every file of it. */
export async function renderMap(input: MapReportInput): Promise<readonly Artifact[]> {
  const rendered = await Promise.all(mapReporters.map((reporter) => reporter.render(input)));
  return rendered.flat();
}
