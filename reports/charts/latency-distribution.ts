import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { list } from "../../harness/units.ts";
import { armLabels, labelOf, percentileValue } from "../figures.ts";
import { durationLabels, logAxis, positiveExtent } from "./axis.ts";
import { chartConfig, plotWidth } from "./chart.ts";
import type { Chart, Size, Spec } from "./chart.ts";
import { mostSeries, seriesOf } from "./series.ts";

/** Beyond one in 100,000 a line says more of single requests than of the arm. */
const rarest = 5;

function drawn(analysis: Analysis): readonly ArmSummary[] {
  return analysis.arms.filter((arm) => arm.latency !== null && arm.latency.distribution.length > 1);
}

type Point = { readonly nines: number; readonly micros: number; readonly arm: string };

/** The percentile axis counts nines: 90% is 1, 99% is 2, so that the tail gets room. */
function nines(share: number): number {
  return -Math.log10(1 - share);
}

function pointsOf(arm: ArmSummary, label: string): readonly Point[] {
  const points = (arm.latency?.distribution ?? [])
    .filter(({ share, micros }) => share >= 0 && share < 1 && micros > 0)
    .map(({ share, micros }) => ({ nines: nines(share), micros, arm: label }))
    .filter((point) => point.nines <= rarest);
  return thinned(points);
}

/** Points closer than a pixel or two add weight and nothing else. */
function thinned(points: readonly Point[]): readonly Point[] {
  const step = 0.02;
  let last = Number.NEGATIVE_INFINITY;
  return points.filter((point) => {
    if (point.nines - last < step) return false;
    last = point.nines;
    return true;
  });
}

/** One mark on every line at each whole number of nines, so that lines differ by shape too. */
function marksOf(points: readonly Point[]): readonly Point[] {
  return [0.301, 1, 2, 3, 4].flatMap((at) => {
    const near = points.find((point) => point.nines >= at - 0.01);
    return near === undefined || near.nines > at + 0.15 ? [] : [near];
  });
}

const shareLabels =
  "datum.value < 0.1 ? '0%' : datum.value < 0.5 ? '50%' : datum.value < 1.5 ? '90%'" +
  " : datum.value < 2.5 ? '99%' : datum.value < 3.5 ? '99.9%' : datum.value < 4.5 ? '99.99%' : '99.999%'";

function spec(analysis: Analysis, size: Size): Spec {
  const arms = drawn(analysis);
  const series = seriesOf(analysis, arms, size);
  const lines = series.map(({ label }, index) => {
    const arm = arms[index];
    return arm === undefined ? [] : pointsOf(arm, label);
  });
  const points = lines.flat();
  const { domain, values } = logAxis(positiveExtent(points.map((point) => point.micros)) ?? [1, 10], size);
  const furthest = points.reduce((most, point) => Math.max(most, point.nines), 1);
  const shares = [...(size === "wide" ? [0] : []), Math.log10(2), 1, 2, 3, 4, 5].filter((value) => value <= furthest);
  const names = series.map(({ label }) => label);
  const legend = { orient: "top", title: null, columns: size === "wide" ? 2 : 1, symbolStrokeWidth: 2 } as const;
  const arm = { field: "arm", type: "nominal" } as const;
  const color = { ...arm, scale: { domain: names, range: series.map((one) => one.colour) }, legend } as const;
  const shape = { ...arm, scale: { domain: names, range: series.map((one) => one.shape) }, legend } as const;
  const strokeDash = { ...arm, scale: { domain: names, range: series.map((one) => one.dash) }, legend } as const;
  const shareScale: { domain: number[]; nice: false } = { domain: [0, furthest], nice: false };
  const x = {
    field: "nines",
    type: "quantitative",
    scale: shareScale,
    axis: { title: "share of requests answered within the time", values: shares, labelExpr: shareLabels },
  } as const;
  const y = {
    field: "micros",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: { title: null, values, labelExpr: durationLabels, domain: false, ticks: false },
  } as const;
  return {
    width: plotWidth(size) - 54,
    height: size === "wide" ? 300 : 260,
    layer: [
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 2, interpolate: "monotone" },
        encoding: { x, y, color, strokeDash },
      },
      {
        data: { values: lines.flatMap(marksOf) },
        mark: { type: "point", filled: true, size: 55, opacity: 1 },
        encoding: { x, y, color, shape },
      },
    ],
    config: chartConfig,
  };
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const arms = drawn(analysis);
  const figures = arms
    .slice(0, mostSeries)
    .map(({ armId, latency }) => `${labelOf(labels, armId)} 99% within ${percentileValue(latency, "p99")}`);
  const left = arms.length > mostSeries ? ` The other ${arms.length - mostSeries} arms are in the table.` : "";
  return `Share of requests that each arm answered within a given time: ${list(figures)}.${left}`;
}

export const latencyDistributionChart: Chart = {
  id: "latency-distribution",
  title: "The whole distribution",
  explanation: () =>
    "Lower is better. Pick a share of requests along the bottom and read off the longest time they took. " +
    "The axis stretches towards the rare slow ones, where arms differ. A line that shoots up has a heavy tail. " +
    `At most ${mostSeries} arms are drawn.`,
  applies: (analysis) => drawn(analysis).length > 0,
  describe,
  spec,
};
