import type { Trend, TrendChange, TrendSeries } from "../model.ts";
import { percent, plural, quantity, significant } from "../../../units.ts";

export const advisory =
  "Advisory: runs of other days were not interleaved, so a change may be the machine's. To judge a version, use the gate.";

/** `−12% (worse) since 2026-03-14 09:26, p 0.001, 8 runs before and 6 after; first in results/…`. */
export function changeInWords(change: TrendChange, { points }: TrendSeries): string {
  const { ratio, direction, index, p, runsBefore, runsAfter } = change;
  const first = points[index];
  const size = `${ratio < 1 ? "−" : "+"}${percent(Math.abs(ratio - 1), 2)}`;
  const way = direction === "neither" ? "" : ` (${direction})`;
  return `${size}${way} since ${timeOf(first?.createdAt ?? "")}, p ${significant(p, 1)}, ${plural(runsBefore, "run")} before and ${runsAfter} after; first in ${first?.folder ?? ""}`;
}

export function timeOf(createdAt: string): string {
  return createdAt.slice(0, 16).replace("T", " ");
}

/** What can be said of one arm. */
export function seriesInWords(series: TrendSeries, { minimumRuns }: Trend): readonly string[] {
  const missing = 2 * minimumRuns - series.points.length;
  if (missing > 0) return [`${plural(missing, "more run")} needed to look for a change`];
  return series.changes.length === 0
    ? [`no change found, of those with at least ${plural(minimumRuns, "run")} on either side`]
    : series.changes.map((change) => changeInWords(change, series));
}

/** First and last figure of an arm, in its unit. */
export function endsOf({ points }: TrendSeries, { metric }: Trend): readonly [string, string] {
  const [first, last] = [points[0], points.at(-1)];
  return [quantity(first?.value ?? Number.NaN, metric.unit), quantity(last?.value ?? Number.NaN, metric.unit)];
}
