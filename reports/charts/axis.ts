import type { MetricInfo } from "../../harness/model/index.ts";
import type { Size } from "./chart.ts";

/** Vega expressions that write an axis value as `harness/units.ts` would. They never contain text from outside. */
export const durationLabels =
  "datum.value >= 1e6 ? format(datum.value / 1e6, ',~r') + ' s'" +
  " : datum.value >= 1e3 ? format(datum.value / 1e3, ',~r') + ' ms'" +
  " : format(datum.value, ',~r') + ' µs'";

export const bytesLabels =
  "datum.value >= 1073741824 ? format(datum.value / 1073741824, ',.2~f') + ' GiB'" +
  " : format(datum.value / 1048576, ',.1~f') + ' MiB'";

/** The title and the labels of an axis with values of a metric, in the units that a person would choose. */
export function metricAxis({ title, unit }: MetricInfo): { readonly title: string; readonly labelExpr?: string } {
  switch (unit) {
    case "µs":
    case "µs/req":
      return { title, labelExpr: durationLabels };
    case "bytes":
      return { title: `${title}, MiB`, labelExpr: "format(datum.value / 1048576, ',~r')" };
    case "share":
      return { title, labelExpr: "format(datum.value, '~%')" };
    case "seconds":
    case "req/s":
      return { title: `${title}, ${unit}` };
    case "ratio":
    case "count":
      return { title };
  }
}

/** The largest and smallest of the positive values, for a logarithmic axis; null without any. */
export function positiveExtent(values: readonly number[]): readonly [number, number] | null {
  const positive = values.filter((value) => Number.isFinite(value) && value > 0);
  if (positive.length === 0) return null;
  return [Math.min(...positive), Math.max(...positive)];
}

/** A logarithmic domain and its ticks, at 1, 2 and 5 of each decade, or at 1 alone where those would crowd. */
export function logAxis(
  [smallest, greatest]: readonly [number, number],
  size: Size,
): { readonly domain: [number, number]; readonly values: number[] } {
  const steps = ticksBetween(smallest, greatest, [1, 2, 5]);
  const most = size === "wide" ? 10 : 6;
  const values = steps.length <= most ? steps : ticksBetween(smallest, greatest, [1]);
  return { domain: [steps[0] ?? smallest, steps.at(-1) ?? greatest], values };
}

/** The ticks that enclose the range: from the last at or below the smallest to the first at or above the largest. */
function ticksBetween(smallest: number, greatest: number, mantissas: readonly number[]): number[] {
  const first = Math.floor(Math.log10(smallest));
  const last = Math.ceil(Math.log10(greatest));
  const decades = Array.from({ length: last - first + 2 }, (_, step) => first + step);
  const all = decades.flatMap((decade) => mantissas.map((mantissa) => Number(`${mantissa}e${decade}`)));
  const low = all.findLast((tick) => tick <= smallest) ?? smallest;
  const high = all.find((tick) => tick >= greatest && tick > low) ?? greatest;
  return all.filter((tick) => tick >= low && tick <= high);
}

/** About how many ticks a linear axis of this size can carry. */
export function tickCount(size: Size): number {
  return size === "wide" ? 7 : 4;
}

/** `Math.max` that a large array cannot break, over finite values. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (Number.isFinite(value) && value > most ? value : most), 0);
}
