import { paint } from "../theme.ts";
import { chartConfig, plotWidth, textSize } from "./chart.ts";
import type { Layer, Size, Spec } from "./chart.ts";

/**
 * A row of a chart that has one row for each arm: its name and its figure as text above its marks. Names of any length
 * fit, because they take nothing from the plot.
 */
export type RowHeading = { readonly name: string; readonly figure: string };

/** Height of the marks of a row with the air about them, px. */
const usualRoom = 30;
const firstBaseline = 14;
const lineHeight = 16;

/** The name and the figure share a line where there is room for both. */
function textHeight(size: Size): number {
  return size === "wide" ? firstBaseline : firstBaseline + lineHeight;
}

function rowHeight(size: Size, room: number): number {
  return textHeight(size) + room;
}

/** Where the marks of a row are centred, px from the top of the plot. */
export function markY(row: number, size: Size, room = usualRoom): number {
  return row * rowHeight(size, room) + textHeight(size) + room / 2;
}

/** Pixels are given as they are: rows need no scale. */
export function pixelY(field: string): { field: string; type: "quantitative"; scale: null; axis: null } {
  return { field, type: "quantitative", scale: null, axis: null };
}

function headingLayers(headings: readonly RowHeading[], size: Size, room: number): readonly Layer[] {
  const values = headings.map((heading, row) => {
    const nameY = row * rowHeight(size, room) + firstBaseline;
    return { ...heading, nameY, figureY: size === "wide" ? nameY : nameY + lineHeight };
  });
  const text = { type: "text", fontSize: textSize, baseline: "alphabetic" } as const;
  const name = { mark: { ...text, align: "left", fontWeight: 600, color: paint("ink") }, x: 0, field: "name" } as const;
  const figure =
    size === "wide"
      ? ({ mark: { ...text, align: "right", color: paint("muted") }, x: plotWidth(size), field: "figure" } as const)
      : ({ mark: { ...text, align: "left", color: paint("muted") }, x: 0, field: "figure" } as const);
  // Each text stands on a copy with a thick outline in the colour of the paper, which keeps grid lines off it.
  return [name, figure].flatMap(({ mark, x, field }): Layer[] => {
    const encoding = { x: { value: x }, y: pixelY(`${field}Y`), text: { field } };
    const halo = {
      ...mark,
      color: paint("paper"),
      stroke: paint("paper"),
      strokeWidth: 5,
      strokeJoin: "round",
    } as const;
    return [
      { data: { values }, mark: halo, encoding },
      { data: { values }, mark, encoding },
    ];
  });
}

/** A chart of rows: the headings, and the marks over one horizontal axis. */
export function rowsSpec(
  headings: readonly RowHeading[],
  size: Size,
  layers: readonly Layer[],
  room = usualRoom,
): Spec {
  return {
    width: plotWidth(size),
    height: headings.length * rowHeight(size, room) + 4,
    layer: [...layers, ...headingLayers(headings, size, room)],
    config: chartConfig,
  };
}
