import { renderConsoleDocument } from "../../../../reports/console-document.ts";
import type { ConsoleOptions } from "../../../../reports/console-parts.ts";
import { drawAll } from "../../../../reports/drawing.ts";
import { renderHtmlDocument } from "../../../../reports/html/from-document.ts";
import { renderMarkdownDocument } from "../../../../reports/markdown-document.ts";
import type { Artifact } from "../../../../reports/report.ts";
import { heatMap } from "./chart.ts";
import { mapCsv } from "./csv.ts";
import { mapDocument } from "./document.ts";
import { mapText } from "./json.ts";
import type { MapReportInput } from "./report.ts";

export { mapText } from "./json.ts";
export type { MapReportInput } from "./report.ts";

/** A map's result for a terminal. Ends in a newline. */
export function renderMapConsole(input: MapReportInput, options: ConsoleOptions): string {
  return renderConsoleDocument(mapDocument(input), options);
}

/** Every file of a map. */
export async function renderMap(input: MapReportInput): Promise<readonly Artifact[]> {
  const document = mapDocument(input);
  return [
    { path: "map.html", content: renderHtmlDocument(document, await drawAll([heatMap], input)) },
    { path: "map.md", content: renderMarkdownDocument(document) },
    mapCsv(input),
    { path: "map.json", content: mapText(input) },
  ];
}
