import type { Analysis } from "../harness/model/index.ts";
import { chartsOf } from "./charts/index.ts";
import type { ChartOf, Size, Spec } from "./charts/chart.ts";
import { measureTextOurselves } from "./text-metrics.ts";
import { nameOfPaint } from "./theme.ts";

/** A drawn chart, without its outer `svg` element, so that whoever shows it can give that its own ids and style. */
export type Canvas = { readonly width: number; readonly height: number; readonly body: string };

/** What several reporters need and only one should pay for. */
export type Shared = {
  /** Every chart that has something to show. */
  readonly drawings: () => Promise<readonly Drawing[]>;
};

export type Drawing = {
  readonly id: string;
  readonly title: string;
  /** How to read it, for someone who has never seen such a chart. */
  readonly explanation: string;
  /** Text alternative: what it shows, with its main figures in words. */
  readonly description: string;
  /** For a page or a file. */
  readonly wide: Canvas;
  /** For a telephone. */
  readonly narrow: Canvas;
};

/** Every chart that has something to show of this analysis. */
export async function draw(analysis: Analysis): Promise<readonly Drawing[]> {
  return drawAll(chartsOf(analysis), analysis);
}

/** Every one of the charts that has something to show of its subject. */
export async function drawAll<Subject>(
  candidates: readonly ChartOf<Subject>[],
  subject: Subject,
): Promise<readonly Drawing[]> {
  return Promise.all(candidates.filter((chart) => chart.applies(subject)).map((chart) => drawOne(chart, subject)));
}

/** The same, drawn when first asked for, and once for all who ask. */
export function shareDrawings(analysis: Analysis): Shared {
  let drawings: Promise<readonly Drawing[]> | undefined;
  return { drawings: () => (drawings ??= draw(analysis)) };
}

async function drawOne<Subject>(chart: ChartOf<Subject>, subject: Subject): Promise<Drawing> {
  const sized = (size: Size): Promise<Canvas> => toCanvas(chart.spec(subject, size));
  const { id, title } = chart;
  const [wide, narrow] = await Promise.all([sized("wide"), sized("narrow")]);
  return { id, title, explanation: chart.explanation(subject), description: chart.describe(subject), wide, narrow };
}

/** Draws a chart without a browser. The chart libraries are heavy and are loaded on first use. */
export async function toCanvas(spec: Spec): Promise<Canvas> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  measureTextOurselves(vega);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
  try {
    return followTheme(await view.toSVG());
  } finally {
    view.finalize();
  }
}

const root = /^<svg [^>]*?width="(?<width>[\d.]+)" height="(?<height>[\d.]+)"[^>]*>(?<body>.*)<\/svg>$/s;
const tag = /<[^<>]+>/g;
const noise = / (?:role|aria-[a-z]+|pointer-events|class|font-family|stroke-miterlimit)="[^"]*"| opacity="1"/g;

/** Replaces colours by classes, and drops attributes that only an interactive chart needs. */
function followTheme(svg: string): Canvas {
  const groups = root.exec(svg)?.groups;
  if (groups === undefined) throw new TypeError("vega drew something that is not an SVG document");
  const body = (groups["body"] ?? "")
    // Text has no raw `<`, so a name that looks like an attribute is never taken for one.
    .replace(tag, (element) => themed(element.replace(noise, "")))
    .replace(/<path d="[^"]*" display="none"\/>|<path d="M0,0h0v0h0Z"\/>/g, "");
  return { width: Number(groups["width"]), height: Number(groups["height"]), body };
}

function themed(element: string): string {
  const classes: string[] = [];
  for (const [, property, hex] of element.matchAll(/ (fill|stroke)="(#[0-9a-fA-F]{6})"/g)) {
    const name = nameOfPaint(hex ?? "");
    if (name !== undefined) classes.push(`${property === "fill" ? "f" : "s"}-${name}`);
  }
  if (classes.length === 0) return element;
  return element.replace(/^<[a-z]+/, (start) => `${start} class="${classes.join(" ")}"`);
}
