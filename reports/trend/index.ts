import type { Trend } from "../../harness/model/index.ts";
import { jsonText } from "../json-text.ts";
import { escapeMarkdown } from "../markdown.ts";
import type { Artifact } from "../report.ts";
import { trendSvg } from "./chart.ts";
import { advisory, endsOf, seriesInWords } from "./words.ts";

export { renderTrendConsole } from "./console.ts";

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

function trendMarkdown(trend: Trend): string {
  const rows = trend.series.map((series) => [
    escapeMarkdown(series.armId),
    String(series.points.length),
    ...endsOf(series, trend),
    seriesInWords(series, trend).map(escapeMarkdown).join("; "),
  ]);
  const head = ["Arm", "Runs", "First", "Last", "Changes"];
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return [
    `# ${trend.metric.title} of ${escapeMarkdown(trend.scenario)}, run by run`,
    `On ${escapeMarkdown(trend.machine)}. ${advisory}`,
    "![The trend as a chart](trend.svg)",
    table,
    trend.leftOut
      .map(({ folder, reason }) => `- Left out: ${escapeMarkdown(folder)}, because ${escapeMarkdown(reason)}.`)
      .join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** Every file of a trend. */
export async function renderTrend(trend: Trend): Promise<readonly Artifact[]> {
  return [
    { path: "trend.md", content: trendMarkdown(trend) },
    { path: "trend.json", content: trendText(trend) },
    { path: "trend.svg", content: await trendSvg(trend) },
  ];
}
