import type { ArmCapacity, StrategyScaling } from "../../result.ts";
import { list } from "../../../../units.ts";
import { tickCount } from "../../../../../reports/charts/axis.ts";
import { chartConfig, plotWidth, type Size, type Spec } from "../../../../../reports/charts/chart.ts";
import { paint } from "../../../../../reports/theme.ts";
import type { CapacityReportInput } from "../report.ts";
import { capacityLabels, heldOf, missedOf } from "../words.ts";
import type { CapacityChart } from "./chart.ts";
import { seriesNamed } from "./series.ts";

type Drawn = ArmCapacity & { readonly workers: number };

/** Arms of which it is not known how many workers they have are nowhere on the axis. */
function drawn({ analysis }: CapacityReportInput): readonly Drawn[] {
  return analysis.arms.filter((arm): arm is Drawn => arm.held !== null && arm.workers !== null);
}

/** Twice, three times, … what one worker holds: what further workers would give if nothing were in their way. */
function idealOf(arms: readonly Drawn[]): readonly { readonly workers: number; readonly rate: number }[] {
  const one = arms.find(({ workers }) => workers === 1);
  const most = Math.max(...arms.map(({ workers }) => workers));
  if (one?.held === undefined || one.held === null) return [];
  const { rate } = one.held;
  return [1, most].map((workers) => ({ workers, rate: workers * rate }));
}

function modelsOf(scaling: readonly StrategyScaling[]) {
  return scaling.flatMap(({ title, model }) =>
    (model?.curve ?? []).map(({ workers, throughput, low, high, isExtrapolated }) => ({
      title,
      workers,
      rate: throughput,
      low,
      high,
      isExtrapolated,
    })),
  );
}

function spec(input: CapacityReportInput, size: Size): Spec {
  const arms = drawn(input);
  const titles = [...new Set(arms.map(({ title }) => title))];
  const named = seriesNamed(titles, size);
  const most = Math.max(...arms.map(({ workers }) => workers));
  // Side by side where several strategies have as many workers.
  const offsetOf = (title: string): number => (titles.indexOf(title) - (titles.length - 1) / 2) * most * 0.012;
  const values = arms.flatMap(({ title, workers, held, missed, saturation }) => {
    const series = named.labelOf(title);
    if (series === undefined || held === null) return [];
    const at = workers + offsetOf(title);
    const high = missed?.rate ?? held.rate;
    return [
      {
        series,
        workers: at,
        rate: held.rate,
        low: held.rate,
        high,
        closed: saturation?.value ?? null,
      },
    ];
  });
  const models = modelsOf(input.analysis.scaling).flatMap(({ title, ...point }) => {
    const series = named.labelOf(title);
    return series === undefined ? [] : [{ ...point, series }];
  });
  const x = {
    field: "workers",
    type: "quantitative",
    scale: { zero: true, nice: false },
    axis: { title: "workers", tickCount: Math.min(most + 1, tickCount(size)), tickMinStep: 1, format: "d" },
  } as const;
  const y = {
    field: "rate",
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: "requests per second", tickCount: tickCount(size) },
  } as const;
  return {
    width: plotWidth(size) - 40,
    height: size === "wide" ? 320 : 280,
    layer: [
      {
        data: { values: [...idealOf(arms)] },
        mark: { type: "line", color: paint("axis"), strokeDash: [4, 4], size: 1.5 },
        encoding: { x, y },
      },
      ...[false, true].map((isExtrapolated) => ({
        data: { values: models.filter((point) => point.isExtrapolated === isExtrapolated) },
        mark: { type: "area", opacity: isExtrapolated ? 0.07 : 0.18 } as const,
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: named.color },
      })),
      {
        data: { values: models.filter(({ isExtrapolated }) => !isExtrapolated) },
        mark: { type: "line", size: 1.5 },
        encoding: { x, y, color: named.color },
      },
      {
        data: { values: models.filter(({ isExtrapolated }) => isExtrapolated) },
        mark: { type: "line", size: 1.5, strokeDash: [2, 3] },
        encoding: { x, y, color: named.color },
      },
      {
        data: { values },
        mark: { type: "rule", size: 4, strokeCap: "round" },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: named.color },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, size: 80, stroke: paint("paper"), opacity: 1 },
        encoding: { x, y, color: named.color, shape: named.shape },
      },
      {
        data: { values: values.filter(({ closed }) => closed !== null) },
        mark: { type: "tick", thickness: 2, size: 14, orient: "horizontal" },
        encoding: { x, y: { ...y, field: "closed" }, color: named.color },
      },
    ],
    config: chartConfig,
  };
}

function describe(input: CapacityReportInput): string {
  const labels = capacityLabels(input.analysis);
  const figures = drawn(input).map(
    (arm) =>
      `${labels.get(arm.armId) ?? arm.armId} with ${arm.workers}: holds ${heldOf(arm)}, misses at ${missedOf(arm)}`,
  );
  return `Rate held against the number of workers. ${list(figures)}.`;
}

export const workersChart: CapacityChart = {
  id: "workers",
  title: "Capacity against workers",
  explanation: () =>
    "Each bar spans from the rate an arm holds, at the mark, to the rate it misses. The small line above it is its closed-loop " +
    "throughput. The grey dashed line is linear scaling: the throughput if every added worker gave as much as the first. " +
    "Where a scaling law was found, it is drawn through the closed-loop figures with its interval, dotted and paler beyond " +
    "the measured range.",
  applies: (input) => drawn(input).length > 0,
  describe,
  spec,
};
