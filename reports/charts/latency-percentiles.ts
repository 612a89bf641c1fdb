import type { Analysis, ArmLatency, ArmSummary } from "../../harness/model/index.ts";
import { list } from "../../harness/units.ts";
import { armLabels, labelOf, percentileTitle, percentileValue } from "../figures.ts";
import { paint } from "../theme.ts";
import { durationLabels, logAxis, positiveExtent } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

type Row = { readonly arm: ArmSummary; readonly latency: ArmLatency };

/** An upright bar, as a path: the end of a row. Unlike vega's own "stroke" it is an area, and can be filled. */
const bar = "M-0.45,-1H0.45V1H-0.45Z";

const shapes = ["circle", "triangle-up", "square", "triangle-right", "diamond", "cross", bar];

function rowsOf(analysis: Analysis): readonly Row[] {
  return analysis.arms.flatMap((arm) =>
    arm.latency === null || arm.latency.count === 0 ? [] : [{ arm, latency: arm.latency }],
  );
}

function layers(analysis: Analysis, rows: readonly Row[], size: Size): readonly Layer[] {
  const points = rows.flatMap(({ latency }, row) =>
    analysis.percentiles.map((name) => ({
      micros: Math.max(1, latency.micros[name]),
      percentile: percentileTitle(name),
      y: markY(row, size),
    })),
  );
  const extent = positiveExtent(points.map((point) => point.micros)) ?? [1, 10];
  const { domain, values } = logAxis(extent, size);
  const spans = rows.flatMap(({ latency }, row) => {
    const micros = analysis.percentiles.map((name) => Math.max(1, latency.micros[name]));
    return micros.length === 0 ? [] : [{ micros: Math.min(...micros), high: Math.max(...micros), y: markY(row, size) }];
  });
  const axis = { title: "latency (each step to the right is a multiple)", values, labelExpr: durationLabels };
  const scale = { type: "log", domain, nice: false } as const;
  const x = { field: "micros", type: "quantitative", scale, axis: { ...axis, domain: false, ticks: false } } as const;
  const y = pixelY("y");
  const titles = analysis.percentiles.map(percentileTitle);
  const legend = { orient: "top", title: null, symbolFillColor: paint("blue"), symbolStrokeWidth: 0 } as const;
  const shape = { field: "percentile", type: "nominal", scale: { domain: titles, range: shapes }, legend } as const;
  return [
    {
      data: { values: spans },
      mark: { type: "rule", size: 2, color: paint("axis") },
      encoding: { x, x2: { field: "high" }, y },
    },
    {
      data: { values: points },
      mark: { type: "point", filled: true, size: 120, color: paint("blue"), stroke: paint("paper"), opacity: 1 },
      encoding: { x, y, shape },
    },
  ];
}

function spec(analysis: Analysis, size: Size): Spec {
  const rows = rowsOf(analysis);
  const labels = armLabels(analysis, labelColumns);
  const headings = rows.map(({ arm, latency }) => ({
    name: labelOf(labels, arm.armId),
    figure: `p50 ${percentileValue(latency, "p50")}, p99 ${percentileValue(latency, "p99")}`,
  }));
  return rowsSpec(headings, size, layers(analysis, rows, size));
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = rowsOf(analysis).map(
    ({ arm, latency }) =>
      `${labelOf(labels, arm.armId)} p50 ${percentileValue(latency, "p50")}, p99 ${percentileValue(latency, "p99")}, ` +
      `max ${percentileValue(latency, "max")}`,
  );
  return `Latency percentiles of each arm on a logarithmic axis: ${figures.join("; ")}. Shown are ${list(analysis.percentiles.map(percentileTitle))}.`;
}

export const latencyPercentilesChart: Chart = {
  id: "latency-percentiles",
  title: "Typical and slowest responses",
  explanation: () =>
    "Further left is better. p50 is the middle request; only one request in a hundred was slower than p99, one in a " +
    "thousand slower than p99.9. A long row means that some users wait far longer than others.",
  applies: (analysis) => rowsOf(analysis).length > 0,
  describe,
  spec,
};
