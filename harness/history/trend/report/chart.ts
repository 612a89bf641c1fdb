import type { Trend, TrendSeries } from "../model.ts";
import { list, quantity } from "../../../units.ts";
import { metricAxis } from "../../../../reports/charts/axis.ts";
import { chartConfig, type ChartOf, plotWidth, type Size, type Spec } from "../../../../reports/charts/chart.ts";
import { printable } from "../../../../reports/text.ts";
import { paint } from "../../../../reports/theme.ts";
import { seriesInWords, timeOf } from "./words.ts";

const rowHeight = 150;

function spec(trend: Trend, size: Size): Spec {
  const points = trend.series.flatMap(({ armId, points: own }) =>
    own.map(({ value }, index) => ({ arm: printable(armId, 80), run: index + 1, value })),
  );
  const changes = trend.series.flatMap(({ armId, changes: own }) =>
    own.map(({ index }) => ({ arm: printable(armId, 80), run: index + 0.5 })),
  );
  const x = {
    field: "run",
    type: "quantitative",
    scale: { zero: false },
    axis: { title: "run, in order of time", tickMinStep: 1 },
  } as const;
  const y = {
    field: "value",
    type: "quantitative",
    scale: { zero: false, nice: true },
    axis: { ...metricAxis(trend.metric), tickCount: 4 },
  } as const;
  const arms = trend.series.map(({ armId }) => printable(armId, 80));
  const layered = (arm: string) => ({
    title: { text: arm, anchor: "start" as const, color: paint("ink"), fontSize: 12 },
    width: plotWidth(size) - 60,
    height: rowHeight,
    layer: [
      {
        data: { values: changes.filter((change) => change.arm === arm) },
        mark: { type: "rule" as const, color: paint("vermilion"), size: 2, strokeDash: [5, 4] },
        encoding: { x },
      },
      {
        data: { values: points.filter((point) => point.arm === arm) },
        mark: { type: "line" as const, color: paint("blue"), point: { filled: true, color: paint("blue"), size: 36 } },
        encoding: { x, y },
      },
    ],
  });
  return { vconcat: arms.map(layered), config: chartConfig };
}

/** The runs of each arm, with a dashed line where a change was found. */
export const trendChart: ChartOf<Trend> = {
  id: "trend",
  title: "Each run",
  explanation: () => "Each point is one run, the median over its trials. A dashed line marks a change beyond chance.",
  applies: ({ series }) => series.some(({ points }) => points.length > 0),
  describe: (trend) => list(trend.series.map((series) => endsInWords(series, trend))),
  spec,
};

function endsInWords(series: TrendSeries, trend: Trend): string {
  const [first, last] = [series.points[0], series.points.at(-1)];
  const ends = [first, last].map(
    (point) => `${quantity(point?.value ?? Number.NaN, trend.metric.unit)} on ${timeOf(point?.createdAt ?? "")}`,
  );
  return `${printable(series.armId)} from ${ends.join(" to ")}: ${seriesInWords(series, trend).join(", ")}`;
}
