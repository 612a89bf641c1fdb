import type { Trend } from "../model.ts";
import { plural } from "../../../units.ts";
import type { Document } from "../../../../reports/document.ts";
import { trendChart } from "./chart.ts";
import { advisory, endsOf, seriesInWords } from "./words.ts";

/** A trend as a report: how the figures of each arm went, and where they changed. */
export function trendDocument(trend: Trend): Document {
  const { scenario, metric, machine, series, leftOut } = trend;
  const points = series.flatMap((one) => one.points);
  const newest = points.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).at(0);
  const isTooShort = series.every((one) => one.points.length < 2 * trend.minimumRuns);
  const changes = series.reduce((sum, one) => sum + one.changes.length, 0);
  const runs = plural(new Set(points.map(({ folder }) => folder)).size, "run");
  const title = `${metric.title} of ${scenario}, run by run`;
  return {
    title,
    heading: title,
    level: 1,
    outcome: null,
    headline: isTooShort
      ? "Too few runs to look for a change."
      : changes === 0
        ? "No change was found."
        : `${plural(changes, "change")} found, beyond what chance explains.`,
    details: [],
    reasons: [],
    labels: new Map(),
    createdAt: newest?.createdAt ?? "",
    finishedAt: newest?.createdAt ?? "",
    toolVersion: newest?.toolVersion ?? "",
    description: advisory,
    brief: `${runs} of ${scenario} on ${machine}`,
    scope: [runs, `${scenario} on ${machine}`],
    answerTitle: "Run by run",
    answer: [
      { kind: "charts", ids: [trendChart.id], picture: `${trendChart.id}.svg` },
      {
        kind: "table",
        caption: "The runs of each arm",
        columns: [
          { title: "Arm", kind: "text" },
          { title: "Runs", kind: "number" },
          { title: "First", kind: "number" },
          { title: "Last", kind: "number" },
        ],
        rows: series.map((one) => [{ text: one.armId, is: "name" }, String(one.points.length), ...endsOf(one, trend)]),
      },
      {
        kind: "points",
        points: series.flatMap((one) =>
          seriesInWords(one, trend).map((words) => ({ subject: one.armId, text: `${words}.` })),
        ),
      },
      {
        kind: "points",
        points: leftOut.map(({ folder, reason }) => ({ subject: "Left out", text: `${folder}, because ${reason}.` })),
      },
      { kind: "remark", text: advisory, on: ["console", "markdown"] },
    ],
    sections: [],
  };
}
