import type { Trend } from "../model.ts";
import { renderConsoleDocument } from "../../../../reports/console-document.ts";
import type { ConsoleOptions } from "../../../../reports/console-parts.ts";
import { drawAll } from "../../../../reports/drawing.ts";
import { renderHtmlDocument } from "../../../../reports/html/from-document.ts";
import { jsonText } from "../../../../reports/json-text.ts";
import { renderMarkdownDocument } from "../../../../reports/markdown-document.ts";
import type { Artifact } from "../../../../reports/report.ts";
import { svgDocument } from "../../../../reports/svg.ts";
import { trendChart } from "./chart.ts";
import { trendDocument } from "./document.ts";

export const trendSchemaName = "broadside/trend";
export const trendSchemaVersion = 1;

/** The trend for programs, keys always in the same order. */
export function trendText(trend: Trend): string {
  const { scenario, metric, machine, minimumRuns, series, leftOut } = trend;
  const content = {
    schema: trendSchemaName,
    version: trendSchemaVersion,
    scenario,
    metric,
    machine,
    minimumRuns,
    series,
    leftOut,
  };
  return jsonText(content);
}

/** A trend for a terminal. Ends in a newline. */
export function renderTrendConsole(trend: Trend, options: ConsoleOptions): string {
  return renderConsoleDocument(trendDocument(trend), options);
}

/** Every file of a trend. */
export async function renderTrend(trend: Trend): Promise<readonly Artifact[]> {
  const document = trendDocument(trend);
  const drawings = await drawAll([trendChart], trend);
  return [
    { path: "trend.html", content: renderHtmlDocument(document, drawings) },
    { path: "trend.md", content: renderMarkdownDocument(document) },
    { path: "trend.json", content: trendText(trend) },
    ...drawings.map((drawing) => ({ path: `${drawing.id}.svg`, content: svgDocument(drawing) })),
  ];
}
