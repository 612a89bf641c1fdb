import { displayWidth } from "./text.ts";

const narrow = /[ijlftrI.,:;'|!()[\]\s·]/g;
const broad = /[mwMW@%…→]/g;

/** About the width of text in a sans-serif font, px. Rather too wide than too narrow, so that nothing is cut off. */
export function textWidth(text: string, fontSizePx: number): number {
  const narrower = text.match(narrow)?.length ?? 0;
  const broader = text.match(broad)?.length ?? 0;
  return fontSizePx * (0.62 * displayWidth(text) - 0.22 * narrower + 0.3 * broader);
}

type TextMetrics = { width: (item: { readonly fontSize?: number }, text: unknown) => number };

function isTextMetrics(value: unknown): value is TextMetrics {
  return typeof value === "object" && value !== null && "width" in value && typeof value.width === "function";
}

/**
 * Without a canvas to measure on, vega takes every character for 0.8 em wide, and lays out charts far too wide. It lets
 * others supply the measure (`textMetrics.width`, vega-scenegraph/src/util/text.js), though its types do not say so.
 */
export function measureTextOurselves(vega: object): void {
  if (!("textMetrics" in vega) || !isTextMetrics(vega.textMetrics)) return;
  vega.textMetrics.width = ({ fontSize = 11 }, text) =>
    typeof text === "string" || typeof text === "number" ? textWidth(String(text), fontSize) : 0;
}
