import type { Analysis, ArmSummary, Estimate, KindSummary } from "../../harness/model/index.ts";
import { armLabels, hasIntervals, labelOf, percentileValue } from "../figures.ts";
import { distinctLabels, printable } from "../text.ts";
import { paint } from "../theme.ts";
import { durationLabels, logAxis, positiveExtent } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

type Row = { readonly arm: ArmSummary; readonly kind: KindSummary };

function rowsOf(analysis: Analysis): readonly Row[] {
  return analysis.arms
    .filter((arm) => arm.kinds.length > 1)
    .flatMap((arm) => arm.kinds.filter((kind) => kind.latency.count > 0).map((kind) => ({ arm, kind })));
}

/** A logarithmic axis has no place for 0. */
function floor(micros: number): number {
  return Math.max(1, micros);
}

function mark(percentile: "p50" | "p99", { value, low, high }: Estimate, y: number): Mark {
  return { percentile, micros: floor(value), low: floor(low ?? value), high: floor(high ?? value), y };
}

type Mark = {
  readonly percentile: "p50" | "p99";
  readonly micros: number;
  readonly low: number;
  readonly high: number;
  readonly y: number;
};

function layers(rows: readonly Row[], size: Size): readonly Layer[] {
  const values = rows.flatMap(({ kind }, row) => [
    mark("p50", kind.p50, markY(row, size)),
    mark("p99", kind.p99, markY(row, size)),
  ]);
  const extent = positiveExtent(values.flatMap(({ micros, low, high }) => [micros, low, high])) ?? [1, 10];
  const { domain, values: ticks } = logAxis(extent, size);
  const x = {
    field: "micros",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: {
      title: "latency (each step to the right is a multiple)",
      values: ticks,
      labelExpr: durationLabels,
      domain: false,
      ticks: false,
    },
  } as const;
  const domainOf = ["p50", "p99"];
  const percentile = { field: "percentile", type: "nominal" } as const;
  const legend = { orient: "top", title: null, symbolOpacity: 1 } as const;
  const range = [paint("blue"), paint("vermilion")];
  const color = { ...percentile, scale: { domain: domainOf, range }, legend } as const;
  const shape = { ...percentile, scale: { domain: domainOf, range: ["circle", "diamond"] }, legend } as const;
  const y = pixelY("y");
  return [
    {
      data: { values },
      mark: { type: "rule", size: 3, strokeCap: "round", opacity: 0.55 },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, size: 95, opacity: 1 },
      encoding: { x, y, color, shape },
    },
  ];
}

function spec(analysis: Analysis, size: Size): Spec {
  const rows = rowsOf(analysis);
  const labels = armLabels(analysis, size === "wide" ? labelColumns : 24);
  const kinds = distinctLabels(
    rows.map(({ kind }) => kind.name),
    size === "wide" ? 20 : 12,
  );
  const headings = rows.map(({ arm, kind }) => ({
    name: `${kinds.get(kind.name) ?? ""} · ${labelOf(labels, arm.armId)}`,
    figure: figure(kind),
  }));
  return rowsSpec(headings, size, layers(rows, size));
}

function figure({ latency }: KindSummary): string {
  return `p50 ${percentileValue(latency, "p50")}, p99 ${percentileValue(latency, "p99")}`;
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = rowsOf(analysis).map(
    ({ arm, kind }) => `${labelOf(labels, arm.armId)}, ${printable(kind.name)}: ${figure(kind)}`,
  );
  return `Latency of each kind of request under each arm: ${figures.join("; ")}.`;
}

export const latencyByKindChart: Chart = {
  id: "latency-by-kind",
  title: "By kind of request",
  explanation: (analysis) =>
    "Further left is better. Light requests that wait behind heavy ones show here: their p99 moves towards that of the " +
    `heavy kind.${hasIntervals(analysis) ? " The bars are intervals over trials." : ""}`,
  applies: (analysis) => rowsOf(analysis).length > 0,
  describe,
  spec,
};
