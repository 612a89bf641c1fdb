import { latencyObjective } from "../../model.ts";
import type { ArmCapacity } from "../../result.ts";
import { duration, list, quantity } from "../../../../units.ts";
import { durationLabels, logAxis, positiveExtent, tickCount } from "../../../../../reports/charts/axis.ts";
import { chartConfig, plotWidth, type Size, type Spec } from "../../../../../reports/charts/chart.ts";
import { percentileTitle } from "../../../../../reports/figures.ts";
import { paint } from "../../../../../reports/theme.ts";
import type { CapacityReportInput } from "../report.ts";
import { capacityLabels } from "../words.ts";
import type { CapacityChart } from "./chart.ts";
import { seriesNamed } from "./series.ts";

function drawn({ analysis }: CapacityReportInput): readonly ArmCapacity[] {
  return analysis.arms.filter(({ points }) => points.length > 0);
}

/** The percentile that the chart is drawn for, and its bound. */
function drawnObjective({ run }: CapacityReportInput) {
  const objective = latencyObjective(run.plan.objectives);
  return { name: objective?.percentile ?? "p99", objective } as const;
}

function spec(input: CapacityReportInput, size: Size): Spec {
  const { name, objective } = drawnObjective(input);
  const arms = drawn(input);
  const labels = capacityLabels(input.analysis);
  const named = seriesNamed(
    arms.map(({ armId }) => labels.get(armId) ?? armId),
    size,
  );
  const seriesOf = ({ armId }: ArmCapacity): string | undefined => named.labelOf(labels.get(armId) ?? armId);
  const shown = arms.filter((arm) => seriesOf(arm) !== undefined);
  const points = shown.flatMap((arm) =>
    arm.points.map(({ offered, micros, isMet }) => ({
      series: seriesOf(arm),
      offered,
      micros: Math.max(1, micros[name]),
      outcome: isMet ? "met" : "missed",
    })),
  );
  const lines = shown.flatMap((arm) =>
    arm.curve.map(({ offered, micros }) => ({ series: seriesOf(arm), offered, micros })),
  );
  const bound = objective === null ? [] : [{ micros: objective.limitMicros }];
  const extent = positiveExtent([...points, ...bound].map(({ micros }) => micros)) ?? [1, 10];
  const { domain, values } = logAxis(extent, size);
  const x = {
    field: "offered",
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: "offered load, requests per second", tickCount: tickCount(size) },
  } as const;
  const y = {
    field: "micros",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: {
      title: `${percentileTitle(name)} latency, from when each request was due`,
      values,
      labelExpr: durationLabels,
    },
  } as const;
  return {
    width: plotWidth(size) - 40,
    height: size === "wide" ? 320 : 280,
    layer: [
      {
        data: { values: bound },
        mark: { type: "rule", color: paint("ink"), strokeDash: [5, 4], size: 1.5 },
        encoding: { y },
      },
      {
        data: { values: lines },
        mark: { type: "line", size: 2, interpolate: "linear" },
        encoding: { x, y, color: named.color, strokeDash: named.strokeDash },
      },
      {
        data: { values: points.filter(({ outcome }) => outcome === "met") },
        mark: { type: "point", filled: true, size: 46, opacity: 0.55 },
        encoding: { x, y, color: named.color, shape: named.shape },
      },
      {
        data: { values: points.filter(({ outcome }) => outcome === "missed") },
        mark: { type: "point", filled: false, size: 46, strokeWidth: 1.5, opacity: 0.7 },
        encoding: { x, y, color: named.color, shape: named.shape },
      },
    ],
    config: chartConfig,
  };
}

function describe(input: CapacityReportInput): string {
  const { objective } = drawnObjective(input);
  const labels = capacityLabels(input.analysis);
  const figures = drawn(input).map((arm) => {
    const ends = [arm.curve[0], arm.curve.at(-1)].flatMap((point) => point ?? []);
    const words = ends.map(({ offered, micros }) => `${duration(micros)} at ${quantity(offered, "req/s")}`);
    return `${labels.get(arm.armId) ?? arm.armId}: ${[...new Set(words)].join(" to ")}`;
  });
  const bound = objective === null ? "" : `, with the objective ${objective.requirement.text} as a dashed line`;
  return `Latency against offered load${bound}. ${list(figures)}.`;
}

export const latencyChart: CapacityChart = {
  id: "latency",
  title: "Latency against offered load",
  explanation: () =>
    "Each mark is a trial at a rate: filled if it met the objectives, hollow if it missed them. Latency stays low while " +
    "there is room and shoots up where requests begin to queue. The lines are the medians at each rate, forced to rise with " +
    "it. The dashed line is the objective. The confirming trials decide which rate is held: see the table.",
  applies: (input) => drawn(input).length > 0,
  describe,
  spec,
};
