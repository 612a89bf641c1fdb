import type { ArmCapacity, Crossing } from "../../result.ts";
import { list, quantity } from "../../../../units.ts";
import { tickCount } from "../../../../../reports/charts/axis.ts";
import { chartConfig, plotWidth, type Size, type Spec } from "../../../../../reports/charts/chart.ts";
import { capacityLabels } from "../words.ts";
import type { CapacityReportInput } from "../report.ts";
import type { CapacityChart } from "./chart.ts";
import { seriesNamed } from "./series.ts";

function drawn({ analysis }: CapacityReportInput): readonly Crossing[] {
  return analysis.crossover.filter(({ arms }) => arms.length > 1);
}

/** Those of several worker counts of a strategy that any load compares. */
function compared(input: CapacityReportInput): readonly ArmCapacity[] {
  const ids = new Set(drawn(input).flatMap(({ arms }) => arms.map(({ armId }) => armId)));
  return input.analysis.arms.filter(({ armId }) => ids.has(armId));
}

function spec(input: CapacityReportInput, size: Size): Spec {
  const labels = capacityLabels(input.analysis);
  const named = seriesNamed(
    compared(input).map(({ armId }) => labels.get(armId) ?? armId),
    size,
  );
  const values = drawn(input).flatMap(({ offered, arms }) =>
    arms.flatMap(({ armId, timesBest }) => {
      const series = named.labelOf(labels.get(armId) ?? armId);
      return series === undefined ? [] : [{ series, offered, timesBest }];
    }),
  );
  const x = {
    field: "offered",
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: "offered load, requests per second", tickCount: tickCount(size) },
  } as const;
  const y = {
    field: "timesBest",
    type: "quantitative",
    scale: { type: "log", nice: true },
    axis: {
      title: "latency, as a multiple of the best at that load",
      tickCount: 5,
      labelExpr: "format(datum.value, '~r') + '×'",
    },
  } as const;
  return {
    width: plotWidth(size) - 40,
    height: size === "wide" ? 260 : 240,
    data: { values },
    mark: { type: "line", size: 2, point: { filled: true, size: 36 } },
    encoding: { x, y, color: named.color, strokeDash: named.strokeDash },
    config: chartConfig,
  };
}

/** `up to 120 req/s Single process, from 130 req/s Cluster ×2`. */
function describe(input: CapacityReportInput): string {
  const labels = capacityLabels(input.analysis);
  const best = drawn(input).flatMap(({ offered, arms }) => {
    const [first] = arms.toSorted((a, b) => a.timesBest - b.timesBest);
    return first === undefined ? [] : [{ offered, armId: first.armId }];
  });
  const changes = best.filter(({ armId }, index) => best[index - 1]?.armId !== armId);
  const words = changes.map(({ offered, armId }) => `from ${quantity(offered, "req/s")} ${labels.get(armId) ?? armId}`);
  return `The fastest arm at each load: ${list(words)}.`;
}

export const crossoverChart: CapacityChart = {
  id: "crossover",
  title: "The fastest arm at each load",
  explanation: () =>
    "At each load, the arm on the 1× line has the lowest latency at the objective's percentile; the others are " +
    "as far above it as they are slower. Where lines cross, another strategy becomes the fastest. Latencies are " +
    "interpolated between the rates tried, never beyond them; small differences may be chance.",
  applies: (input) => drawn(input).length > 1,
  describe,
  spec,
};
