import type { Analysis } from "../../harness/model/index.ts";
import { duration } from "../../harness/units.ts";
import { armLabels, labelOf } from "../figures.ts";
import { durationLabels, logAxis, positiveExtent } from "./axis.ts";
import type { Chart, Size, Spec } from "./chart.ts";
import { followed, overTimeSpec } from "./over-time.ts";

function tails(timeline: Analysis["arms"][number]["timeline"]): number[] {
  return timeline.flatMap((bin) => (bin.p99Micros === null ? [] : [bin.p99Micros]));
}

function spec(analysis: Analysis, size: Size): Spec {
  const micros = followed(analysis).flatMap((arm) => tails(arm.timeline));
  const { domain, values } = logAxis(positiveExtent(micros) ?? [1, 10], "narrow");
  return overTimeSpec(analysis, size, {
    points: ({ timeline }) =>
      timeline.map(({ startSeconds, p99Micros }) => ({ seconds: startSeconds, value: p99Micros })),
    title: "p99",
    scale: { type: "log", domain, nice: false },
    axis: { values, labelExpr: durationLabels },
  });
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = followed(analysis).flatMap((arm) => {
    const extent = positiveExtent(tails(arm.timeline));
    if (extent === null) return [];
    return [`${labelOf(labels, arm.armId)} between ${duration(extent[0])} and ${duration(extent[1])}`];
  });
  return `Latency p99 in each quarter of a second of the measured window, median over trials: ${figures.join("; ")}.`;
}

export const latencyOverTimeChart: Chart = {
  id: "latency-over-time",
  title: "p99 over time",
  explanation: () =>
    "Lower is better. Each point is the p99 of the responses that arrived in a quarter of a second. A spike that comes " +
    "back at a steady pace is often garbage collection; a gap means that no responses arrived.",
  applies: (analysis) => followed(analysis).some((arm) => tails(arm.timeline).length > 0),
  describe,
  spec,
};
