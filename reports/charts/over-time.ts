import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { armLabels, labelOf } from "../figures.ts";
import { paint } from "../theme.ts";
import { chartConfig, labelColumns, plotWidth } from "./chart.ts";
import type { Size, Spec } from "./chart.ts";

/** What is followed over the measured window. */
export type Follow = {
  readonly points: (arm: ArmSummary) => readonly { readonly seconds: number; readonly value: number | null }[];
  readonly title: string;
  readonly scale: object;
  readonly axis: object;
};

export function followed(analysis: Analysis): readonly ArmSummary[] {
  return analysis.arms.filter((arm) => arm.timeline.length > 1);
}

/** As few rows as three columns allow, without a lone plot in the last of two rows. */
function columnsFor(plots: number): number {
  return plots === 4 ? 2 : Math.min(3, plots);
}

/** A small plot for each arm, all on the same axes: no line hides another, however many arms there are. */
export function overTimeSpec(analysis: Analysis, size: Size, follow: Follow): Spec {
  const arms = followed(analysis);
  const columns = size === "wide" ? columnsFor(arms.length) : 1;
  const labels = armLabels(analysis, columns === 3 ? 26 : labelColumns);
  const values = arms.flatMap((arm) =>
    follow.points(arm).map(({ seconds, value }) => ({ arm: labelOf(labels, arm.armId), seconds, value })),
  );
  const spacing = 26;
  const axisRoom = 52;
  return {
    data: { values },
    facet: {
      field: "arm",
      type: "nominal",
      sort: arms.map((arm) => labelOf(labels, arm.armId)),
      header: { title: null, labelAnchor: "start", labelPadding: 4 },
    },
    columns,
    spacing: { row: 18, column: spacing },
    spec: {
      width: Math.floor((plotWidth(size) - axisRoom - spacing * (columns - 1)) / columns),
      height: size === "wide" ? 90 : 70,
      mark: { type: "line", strokeWidth: 1.75, color: paint("blue"), point: false },
      encoding: {
        x: {
          field: "seconds",
          type: "quantitative",
          axis: { title: null, tickCount: 5, grid: false, labelExpr: "datum.value + ' s'" },
        },
        y: {
          field: "value",
          type: "quantitative",
          scale: follow.scale,
          axis: { title: null, domain: false, ticks: false, ...follow.axis },
        },
      },
    },
    config: chartConfig,
  };
}
