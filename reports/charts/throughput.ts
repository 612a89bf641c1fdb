import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { list } from "../../harness/units.ts";
import { armLabels, hasIntervals, labelOf, metricIds, metricOf, withInterval } from "../figures.ts";
import { paint } from "../theme.ts";
import { tickCount } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

/** More dots than this in a chart say nothing more, and make the page heavy. */
const mostDots = 1_500;

function measured(analysis: Analysis): readonly ArmSummary[] {
  return analysis.arms.filter((arm) => metricOf(arm, metricIds.throughput) !== undefined);
}

function figure(arm: ArmSummary): string {
  const summary = metricOf(arm, metricIds.throughput);
  return summary === undefined ? "" : `${withInterval(summary.estimate, "req/s")} req/s`;
}

/** Every so many-th value, when there are too many to draw. */
function thinned(values: readonly number[], arms: number): readonly number[] {
  const step = Math.max(1, Math.ceil((values.length * arms) / mostDots));
  return values.filter((_, index) => index % step === 0);
}

function layers(arms: readonly ArmSummary[], size: Size): readonly Layer[] {
  const rows = arms.flatMap((arm, row) => {
    const summary = metricOf(arm, metricIds.throughput);
    if (summary === undefined) return [];
    const { value, low, high } = summary.estimate;
    return [{ value, low: low ?? value, high: high ?? value, y: markY(row, size), trials: summary.values }];
  });
  const intervals = rows.map(({ value, low, high, y }) => ({ value, low, high, y }));
  const dots = rows.flatMap(({ y, trials }) => thinned(trials, arms.length).map((value) => ({ value, y })));
  const y = pixelY("y");
  const axis = { title: "requests per second", tickCount: tickCount(size), domain: false, ticks: false };
  const x = { field: "value", type: "quantitative", scale: { zero: true, nice: true }, axis } as const;
  return [
    {
      data: { values: dots },
      mark: { type: "point", shape: "circle", filled: true, size: 34, color: paint("blue"), opacity: 0.25 },
      encoding: { x, y },
    },
    {
      data: { values: intervals },
      mark: { type: "rule", size: 3, strokeCap: "round", color: paint("blue") },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
    },
    {
      data: { values: intervals },
      mark: { type: "point", shape: "diamond", filled: true, size: 130, color: paint("blue"), stroke: paint("paper") },
      encoding: { x, y },
    },
  ];
}

function spec(analysis: Analysis, size: Size): Spec {
  const arms = measured(analysis);
  const labels = armLabels(analysis, labelColumns);
  const headings = arms.map((arm) => ({ name: labelOf(labels, arm.armId), figure: figure(arm) }));
  return rowsSpec(headings, size, layers(arms, size));
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = measured(analysis).map((arm) => `${labelOf(labels, arm.armId)} ${figure(arm)}`);
  return `Requests answered per second by each arm${hasIntervals(analysis) ? ", with its interval" : ""}: ${list(figures)}.`;
}

export const throughputChart: Chart = {
  id: "throughput",
  title: "Requests per second",
  explanation: (analysis) =>
    "Correct responses per second. Further right is better. Each faint dot is one trial, the diamond their median" +
    (hasIntervals(analysis)
      ? ", the bar its interval: where repeating the whole run would put it. Arms whose bars overlap widely may well be equal."
      : ". So few trials give no intervals: arms whose dots lie close may well be equal."),
  applies: (analysis) => measured(analysis).length > 0,
  describe,
  spec,
};
