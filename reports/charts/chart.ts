import type { TopLevelSpec } from "vega-lite";
import type { Analysis } from "../../harness/model/index.ts";
import { paint } from "../theme.ts";

export type Spec = TopLevelSpec;

/** A page or a file, and a telephone. */
export type Size = "wide" | "narrow";

/** One chart: what it says of its subject, as a specification for vega-lite and in words. */
export type ChartOf<Subject> = {
  /** File name and anchor. */
  readonly id: string;
  readonly title: string;
  /** How to read it and which way is better, for a newcomer. */
  readonly explanation: (subject: Subject) => string;
  /** False when the subject has nothing for it. */
  readonly applies: (subject: Subject) => boolean;
  /** Text alternative: what it shows, with its main figures in words. */
  readonly describe: (subject: Subject) => string;
  readonly spec: (subject: Subject, size: Size) => Spec;
};

/** A chart of a run. */
export type Chart = ChartOf<Analysis>;

type LayeredSpec = Extract<TopLevelSpec, { layer: unknown }>;
export type Layer = LayeredSpec["layer"][number];

/** Width of the plot, px. */
export function plotWidth(size: Size): number {
  return size === "wide" ? 680 : 318;
}

/** Columns that a name may take in a chart. */
export const labelColumns = 40;

export const textSize = 12;

const text = { labelFontSize: textSize, titleFontSize: textSize, titleFontWeight: "normal" } as const;

/** What every chart shares: quiet axes, no background, no interactivity. */
export const chartConfig = {
  aria: false,
  background: "transparent",
  padding: { left: 2, right: 6, top: 4, bottom: 2 },
  view: { stroke: null },
  axisX: { labelSeparation: 4 },
  axis: {
    ...text,
    labelColor: paint("muted"),
    titleColor: paint("muted"),
    gridColor: paint("grid"),
    domainColor: paint("axis"),
    tickColor: paint("axis"),
    labelLimit: 0,
    labelPadding: 6,
    titlePadding: 8,
  },
  legend: {
    ...text,
    labelColor: paint("ink"),
    titleColor: paint("muted"),
    symbolSize: 90,
    labelLimit: 0,
    rowPadding: 4,
    columnPadding: 14,
  },
  header: { labelFontSize: textSize, labelFontWeight: 600, labelColor: paint("ink"), labelLimit: 0 },
} as const;
