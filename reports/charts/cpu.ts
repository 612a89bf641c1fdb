import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { duration, list } from "../../harness/units.ts";
import { armLabels, labelOf, metricIds, valueOf } from "../figures.ts";
import { durationLabels, largest, tickCount } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Size, Spec } from "./chart.ts";
import { roleOrder, stack, stackLayers } from "./roles.ts";
import { markY, rowsSpec } from "./rows.ts";

function drawn(analysis: Analysis): readonly ArmSummary[] {
  return analysis.arms.filter((arm) => arm.roles.some((role) => role.cpuMicrosPerRequest > 0));
}

function spec(analysis: Analysis, size: Size): Spec {
  const arms = drawn(analysis);
  const labels = armLabels(analysis, labelColumns);
  const segments = arms.flatMap((arm, row) =>
    stack(arm.roles, (role) => role.cpuMicrosPerRequest, markY(row, size), 18),
  );
  const axis = { title: "CPU time per request", tickCount: tickCount(size), labelExpr: durationLabels };
  const x = {
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { ...axis, domain: false, ticks: false },
  } as const;
  const headings = arms.map((arm) => ({
    name: labelOf(labels, arm.armId),
    figure: `target ${valueOf(arm, metricIds.cpu).replace("/req", "")}`,
  }));
  return rowsSpec(headings, size, stackLayers(segments, x, largest(segments.map((segment) => segment.end)), size));
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = drawn(analysis).map((arm) => {
    const roles = roleOrder.flatMap((name) =>
      arm.roles.filter((role) => role.role === name).map((role) => `${name} ${duration(role.cpuMicrosPerRequest)}`),
    );
    return `${labelOf(labels, arm.armId)}: ${list(roles)}`;
  });
  return `CPU time spent on each request, by role. ${figures.join("; ")}.`;
}

export const cpuChart: Chart = {
  id: "cpu",
  title: "CPU per request",
  explanation: () =>
    "Shorter is better: less processor time, and so less cost, per request. The workers run the app; a primary or a " +
    "proxy hands work to them. The generator is the load tool, not part of the target.",
  applies: (analysis) => drawn(analysis).length > 0,
  describe,
  spec,
};
