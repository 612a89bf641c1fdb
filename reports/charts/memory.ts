import type { Analysis, ArmSummary, RoleSummary } from "../../harness/model/index.ts";
import { bytes } from "../../harness/units.ts";
import { armLabels, labelOf, metricIds, valueOf } from "../figures.ts";
import { paint } from "../theme.ts";
import { bytesLabels, largest, tickCount } from "./axis.ts";
import { labelColumns } from "./chart.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { stack, stackLayers } from "./roles.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";

const room = 44;
const thickness = 14;

/** Neither the generator's memory nor the supervisor's is a cost of the strategy. */
function targetRoles(arm: ArmSummary): readonly RoleSummary[] {
  return arm.roles.filter((role) => role.role !== "generator" && role.role !== "supervisor");
}

function drawn(analysis: Analysis): readonly ArmSummary[] {
  return analysis.arms.filter((arm) => targetRoles(arm).some((role) => role.rssLoadBytes > 0));
}

/** Ticks at round numbers of MiB, which are not round numbers of bytes. */
function ticks(longest: number, size: Size): number[] {
  const mebibyte = 1024 ** 2;
  const rough = longest / tickCount(size);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1024, 2048, 5120, 10_240, 51_200, 102_400].find(
    (candidate) => candidate * mebibyte >= rough,
  );
  const stepBytes = step === undefined ? rough : step * mebibyte;
  return Array.from({ length: Math.ceil(longest / stepBytes) + 1 }, (_, index) => index * stepBytes);
}

function spec(analysis: Analysis, size: Size): Spec {
  const arms = drawn(analysis);
  const labels = armLabels(analysis, labelColumns);
  const bars = arms.flatMap((arm, row) => {
    const centre = markY(row, size, room);
    return [
      { phase: "idle", segments: stack(targetRoles(arm), (role) => role.rssIdleBytes, centre - 8, thickness) },
      { phase: "loaded", segments: stack(targetRoles(arm), (role) => role.rssLoadBytes, centre + 8, thickness) },
    ];
  });
  const segments = bars.flatMap((bar) => bar.segments);
  const longest = largest(segments.map((segment) => segment.end));
  const values = ticks(longest, size);
  const scale: { domain: number[]; nice: false } = { domain: [0, values.at(-1) ?? longest], nice: false };
  const x = {
    type: "quantitative",
    scale,
    axis: { title: "resident memory", values, labelExpr: bytesLabels, domain: false, ticks: false },
  } as const;
  const ends = bars.flatMap(({ phase, segments: parts }) =>
    parts.slice(-1).map(({ end, centre }) => ({ phase, end, centre })),
  );
  const phases: Layer = {
    data: { values: ends },
    mark: { type: "text", align: "left", dx: 5, fontSize: 10.5, baseline: "middle", color: paint("muted") },
    encoding: { x: { ...x, field: "end" }, y: pixelY("centre"), text: { field: "phase" } },
  };
  const headings = arms.map((arm) => ({
    name: labelOf(labels, arm.armId),
    figure: `${valueOf(arm, metricIds.memoryIdle)} → ${valueOf(arm, metricIds.memoryLoad)}`,
  }));
  return rowsSpec(headings, size, [...stackLayers(segments, x, longest, size), phases], room);
}

function describe(analysis: Analysis): string {
  const labels = armLabels(analysis);
  const figures = drawn(analysis).map((arm) => {
    const roles = targetRoles(arm).map(
      (role) => `${role.role} ${bytes(role.rssIdleBytes)} idle, ${bytes(role.rssLoadBytes)} loaded`,
    );
    return `${labelOf(labels, arm.armId)}: ${roles.join(", ")}`;
  });
  return `Resident memory of each arm by role, idle and under load. ${figures.join("; ")}.`;
}

export const memoryChart: Chart = {
  id: "memory",
  title: "Memory, idle and loaded",
  explanation: () =>
    "Shorter is better. The upper bar is the memory before any load, the lower bar the peak under load. " +
    "Memory shared between processes is counted once for each of them, so the true cost of many processes is somewhat less.",
  applies: (analysis) => drawn(analysis).length > 0,
  describe,
  spec,
};
