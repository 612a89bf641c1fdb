import type { Analysis } from "../../harness/model/index.ts";
import { significant } from "../../harness/units.ts";
import { armLabels, labelOf } from "../figures.ts";
import type { Chart, Size, Spec } from "./chart.ts";
import { followed, overTimeSpec } from "./over-time.ts";

/** Bins are 250 ms long. */
const binsPerSecond = 4;

function spec(analysis: Analysis, size: Size): Spec {
  return overTimeSpec(analysis, size, {
    points: ({ timeline }) =>
      timeline.map(({ startSeconds, completed }) => ({ seconds: startSeconds, value: completed * binsPerSecond })),
    title: "completed per second",
    scale: { zero: true },
    axis: { tickCount: 3 },
  });
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = followed(analysis).map((arm) => {
    const rates = arm.timeline.map((bin) => bin.completed * binsPerSecond);
    return `${labelOf(labels, arm.armId)} between ${significant(Math.min(...rates))} and ${significant(Math.max(...rates))}`;
  });
  return `Requests completed per second in each quarter of a second of the measured window, median over trials: ${figures.join("; ")}.`;
}

export const throughputOverTimeChart: Chart = {
  id: "throughput-over-time",
  title: "Completed per second",
  explanation: () =>
    "Higher is better, and look for a level line: one that climbs was not yet warm, one that falls is running " +
    "out of something, and a dip to nothing is a stall. Seconds count from the end of the warm-up.",
  applies: (analysis) => followed(analysis).length > 0,
  describe,
  spec,
};
