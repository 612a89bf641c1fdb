import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { bytes } from "../../harness/units.ts";
import { armLabels, labelOf } from "../figures.ts";
import { bytesLabels } from "./axis.ts";
import type { Chart, Size, Spec } from "./chart.ts";
import { overTimeSpec } from "./over-time.ts";

function drawn({ arms }: Analysis): readonly ArmSummary[] {
  return arms.filter(({ soak }) => (soak?.memory.length ?? 0) > 1);
}

function spec(analysis: Analysis, size: Size): Spec {
  return overTimeSpec(analysis, size, {
    points: ({ soak }) => (soak?.memory ?? []).map(({ seconds, rssBytes }) => ({ seconds, value: rssBytes })),
    title: "resident memory",
    scale: { zero: true },
    axis: { tickCount: 3, labelExpr: bytesLabels },
  });
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = drawn(analysis).map(({ armId, soak }) => {
    const [first, last] = [soak?.memory[0], soak?.memory.at(-1)];
    return `${labelOf(labels, armId)} from ${bytes(first?.rssBytes ?? 0)} to ${bytes(last?.rssBytes ?? 0)}`;
  });
  return `Resident memory over the measured window: ${figures.join("; ")}.`;
}

export const memoryOverTimeChart: Chart = {
  id: "memory-over-time",
  title: "Memory over time",
  explanation: () =>
    "Look for a level line. Resident memory of all processes of the target, in one trial. It may rise at first and " +
    "go up and down with garbage collection; a line that keeps rising is a leak.",
  applies: (analysis) => drawn(analysis).length > 0,
  describe,
  spec,
};
