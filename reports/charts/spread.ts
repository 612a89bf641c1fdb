import type { Analysis, ArmSummary, SpreadSummary } from "../../harness/model/index.ts";
import { list, percent, significant } from "../../harness/units.ts";
import { armLabels, labelOf } from "../figures.ts";
import { paint } from "../theme.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

type Row = { readonly arm: ArmSummary; readonly spread: SpreadSummary };

const thickness = 18;
const whole: { domain: number[]; nice: false } = { domain: [0, 1], nice: false };
const quarters = [0, 0.25, 0.5, 0.75, 1];

/** One worker always gets all the work: that says nothing. */
function rowsOf(analysis: Analysis): readonly Row[] {
  return analysis.arms.flatMap((arm) =>
    arm.spread !== null && arm.spread.shares.length > 1 ? [{ arm, spread: arm.spread }] : [],
  );
}

function slices({ spread }: Row, row: number, size: Size): readonly object[] {
  let start = 0;
  return spread.shares.map((share, worker) => {
    const slice = { start, end: start + share, middle: start + share / 2, share: percent(share, 2) };
    start += share;
    const centre = markY(row, size);
    const room = share > 0.09;
    const extent = { top: centre - thickness / 2, bottom: centre + thickness / 2, centre };
    return { ...slice, ...extent, label: room ? slice.share : "", shade: worker % 2 === 0 ? "even" : "odd" };
  });
}

function layers(rows: readonly Row[], size: Size): readonly Layer[] {
  const x = {
    type: "quantitative",
    scale: whole,
    axis: {
      title: "share of the work, one slice for each worker",
      values: quarters,
      format: ".0%",
      domain: false,
      ticks: false,
    },
  } as const;
  const range = [paint("blue"), paint("sky")];
  const values = rows.flatMap((row, index) => slices(row, index, size));
  return [
    {
      data: { values },
      mark: { type: "rect", stroke: paint("paper"), strokeWidth: 1.5 },
      encoding: {
        x: { ...x, field: "start" },
        x2: { field: "end" },
        y: pixelY("top"),
        y2: { field: "bottom" },
        color: { field: "shade", type: "nominal", scale: { domain: ["even", "odd"], range }, legend: null },
      },
    },
    {
      data: { values },
      mark: { type: "text", fontSize: 10.5, baseline: "middle", color: paint("onBlue") },
      encoding: { x: { ...x, field: "middle" }, y: pixelY("centre"), text: { field: "label" } },
    },
  ];
}

function figure({ spread }: Row): string {
  const busiest = `busiest ${significant(spread.maxOverMean)}× the mean`;
  return `${busiest}, fairness ${significant(spread.jain)}${spread.basis === "cpu" ? ", by CPU" : ""}`;
}

function spec(analysis: Analysis, size: Size): Spec {
  const rows = rowsOf(analysis);
  const labels = armLabels(analysis, labelColumns);
  const headings = rows.map((row) => ({ name: labelOf(labels, row.arm.armId), figure: figure(row) }));
  return rowsSpec(headings, size, layers(rows, size));
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = rowsOf(analysis).map((row) => `${labelOf(labels, row.arm.armId)} ${figure(row)}`);
  return `How evenly each arm spread its work over its workers: ${list(figures)}.`;
}

export const spreadChart: Chart = {
  id: "spread",
  title: "Share of each worker",
  explanation: () =>
    "Each bar is all the work of an arm, largest share first; even slices are fair. A worker with twice the mean share is " +
    "busy while others idle, which shows as a slow tail before it shows in throughput. Fairness is Jain’s index: 1 is perfectly even.",
  applies: (analysis) => rowsOf(analysis).length > 0,
  describe,
  spec,
};
