import type { Trend } from "../../harness/model/index.ts";
import { type ConsoleOptions, joinSections, paintWith, textTable, wrap } from "../console-parts.ts";
import { printable } from "../text.ts";
import { advisory, endsOf, seriesInWords } from "./words.ts";

/** A trend for a terminal. Ends in a newline. */
export function renderTrendConsole(trend: Trend, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const sections = [
    [
      paint("bold", printable(`${trend.metric.title} of ${trend.scenario}, run by run`, width)),
      paint("dim", printable(trend.machine, width)),
    ],
    textTable(
      ["arm", "runs", "first", "last"],
      trend.series.map((series) => [
        printable(series.armId, 80),
        String(series.points.length),
        ...endsOf(series, trend),
      ]),
      paint,
    ),
    trend.series.flatMap((series) =>
      seriesInWords(series, trend).flatMap((words) => wrap(printable(`${series.armId}: ${words}.`), width, "  ")),
    ),
    trend.leftOut.flatMap(({ folder, reason }) =>
      wrap(printable(`left out: ${folder}, because ${reason}.`), width, "  ").map((line) => paint("dim", line)),
    ),
    wrap(advisory, width).map((line) => paint("dim", line)),
  ];
  return joinSections(sections);
}
