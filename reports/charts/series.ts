import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { armLabels, labelOf } from "../figures.ts";
import { paint } from "../theme.ts";
import { labelColumns } from "./chart.ts";
import type { Size } from "./chart.ts";

/** How the arms are told apart where they share one plot: by colour, by dashes and by the shape of their marks. */
export type Series = {
  readonly armId: string;
  readonly label: string;
  readonly colour: string;
  readonly dash: number[];
  readonly shape: string;
};

const colours = ["blue", "vermilion", "green", "purple", "orange", "sky", "brown", "ink"] as const;
const dashes: readonly number[][] = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 4],
  [12, 4],
  [1, 3],
  [6, 2, 1, 2],
];
const shapes = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
  "triangle-left",
];

/** More lines than this in one plot cannot be told apart. */
export const mostSeries = colours.length;

/** The first arms in order, as many as can be told apart. */
export function seriesOf(analysis: Analysis, arms: readonly ArmSummary[], size: Size): readonly Series[] {
  const labels = armLabels(analysis, size === "wide" ? labelColumns : 34);
  return arms.slice(0, mostSeries).map(({ armId }, index) => {
    const { colour, dash, shape } = lookOf(index);
    return { armId, label: drawable(labelOf(labels, armId)), colour, dash, shape };
  });
}

/** A name as vega can take it for a value: it looks values up in plain objects, which have a `constructor`. */
export function drawable(label: string): string {
  return label in Object.prototype ? `${label} ` : label;
}

/** How the series of that number, from 0, looks. */
export function lookOf(index: number): Pick<Series, "colour" | "dash" | "shape"> {
  return {
    colour: paint(colours[index] ?? "grey"),
    dash: dashes[index] ?? [1, 0],
    shape: shapes[index] ?? "circle",
  };
}
