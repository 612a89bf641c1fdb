import { drawable, lookOf, mostSeries } from "../../../../../reports/charts/series.ts";
import type { Size } from "../../../../../reports/charts/chart.ts";
import { distinctLabels } from "../../../../../reports/text.ts";

/** Names that share a plot, each with its look; as many as can be told apart. */
export function seriesNamed(names: readonly string[], size: Size) {
  const columns = size === "wide" ? 40 : 34;
  const fitting = distinctLabels(names, columns);
  const series = names.slice(0, mostSeries).map((name, index) => {
    const { colour, dash, shape } = lookOf(index);
    return { name, label: drawable(fitting.get(name) ?? name), colour, dash, shape };
  });
  const labels = series.map(({ label }) => label);
  const legend = {
    orient: "top",
    title: null,
    columns: size === "wide" ? 3 : 1,
    symbolStrokeWidth: 2,
    symbolOpacity: 1,
  } as const;
  return {
    series,
    labelOf: (name: string): string | undefined => series.find((one) => one.name === name)?.label,
    color: {
      field: "series",
      type: "nominal",
      scale: { domain: labels, range: series.map(({ colour }) => colour) },
      legend,
    } as const,
    strokeDash: {
      field: "series",
      type: "nominal",
      scale: { domain: labels, range: series.map(({ dash }) => dash) },
      legend,
    } as const,
    shape: {
      field: "series",
      type: "nominal",
      scale: { domain: labels, range: series.map(({ shape }) => shape) },
      legend,
    } as const,
  };
}
