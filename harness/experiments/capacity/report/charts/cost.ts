import type { ArmCapacity } from "../../result.ts";
import { duration, list } from "../../../../units.ts";
import { durationLabels, largest, tickCount } from "../../../../../reports/charts/axis.ts";
import type { Size, Spec } from "../../../../../reports/charts/chart.ts";
import { stack, stackLayers } from "../../../../../reports/charts/roles.ts";
import { markY, rowsSpec } from "../../../../../reports/charts/rows.ts";
import type { CapacityReportInput } from "../report.ts";
import { cpuOf, roleTitles } from "../words.ts";
import { bareAxis, nameOf, type CapacityChart } from "./chart.ts";

function withCosts({ analysis }: CapacityReportInput): readonly ArmCapacity[] {
  return analysis.arms.filter(({ costs }) => costs.length > 0);
}

function cpuSpec(input: CapacityReportInput, size: Size): Spec {
  const arms = withCosts(input);
  const segments = arms.flatMap(({ costs }, row) => stack(costs, ({ cpuMicros }) => cpuMicros, markY(row, size), 18));
  const x = {
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: "CPU time per request", tickCount: tickCount(size), labelExpr: durationLabels, ...bareAxis },
  } as const;
  const headings = arms.map((arm) => ({ name: nameOf(input, arm), figure: `target ${cpuOf(arm)}` }));
  return rowsSpec(headings, size, stackLayers(segments, x, largest(segments.map(({ end }) => end)), size));
}

/** CPU of each request, by what took it. */
export const costChart: CapacityChart = {
  id: "cost",
  title: "CPU per request",
  explanation: () =>
    "Shorter is better: the CPU time each request costs at the rate held. The workers run the app; a primary or a proxy " +
    "hands work to them. The generator is the load tool, not part of the target.",
  applies: (input) => withCosts(input).length > 0,
  describe: (input) => {
    const figures = withCosts(input).map((arm) => {
      const roles = arm.costs.map(({ role, cpuMicros }) => `${roleTitles[role]} ${duration(cpuMicros)}`);
      return `${nameOf(input, arm)}: ${list(roles)}`;
    });
    return `CPU time per request, by role, at the rate held. ${figures.join("; ")}.`;
  },
  spec: cpuSpec,
};
