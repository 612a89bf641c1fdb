import type { Trend } from "../../harness/model/index.ts";
import { list, quantity } from "../../harness/units.ts";
import { chartConfig, plotWidth, type Spec } from "../charts/chart.ts";
import { toCanvas } from "../drawing.ts";
import { svgDocument } from "../svg.ts";
import { printable } from "../text.ts";
import { paint } from "../theme.ts";
import { seriesInWords, timeOf } from "./words.ts";

const rowHeight = 150;

function spec(trend: Trend): Spec {
  const points = trend.series.flatMap(({ armId, points: own }) =>
    own.map(({ value }, index) => ({ arm: printable(armId, 80), run: index + 1, value })),
  );
  const changes = trend.series.flatMap(({ armId, changes: own }) =>
    own.map(({ index }) => ({ arm: printable(armId, 80), run: index + 0.5 })),
  );
  const x = { field: "run", type: "quantitative", axis: { title: "run, in order of time", tickMinStep: 1 } } as const;
  const y = {
    field: "value",
    type: "quantitative",
    scale: { zero: false, nice: true },
    axis: { title: `${trend.metric.title}, ${trend.metric.unit}`, tickCount: 4 },
  } as const;
  const arms = trend.series.map(({ armId }) => printable(armId, 80));
  const layered = (arm: string) => ({
    title: { text: arm, anchor: "start" as const, color: paint("ink"), fontSize: 12 },
    width: plotWidth("wide") - 60,
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

/** A chart of a trend: the runs of each arm, with a dashed line where a change was found. */
export async function trendSvg(trend: Trend): Promise<string> {
  const canvas = await toCanvas(spec(trend));
  const words = trend.series.map((series) => {
    const [first, last] = [series.points[0], series.points.at(-1)];
    const ends = [first, last].map(
      (point) => `${quantity(point?.value ?? Number.NaN, trend.metric.unit)} on ${timeOf(point?.createdAt ?? "")}`,
    );
    return `${printable(series.armId)} from ${ends.join(" to ")}: ${seriesInWords(series, trend).join(", ")}`;
  });
  return svgDocument({
    id: "trend",
    title: `${trend.metric.title} of ${printable(trend.scenario)}, run by run`,
    explanation: "Each point is one run. A dashed line marks a change that is no accident.",
    description: list(words),
    wide: canvas,
    narrow: canvas,
  });
}
