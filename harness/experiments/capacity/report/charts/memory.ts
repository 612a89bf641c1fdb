import type { ArmCapacity } from "../../result.ts";
import { bytes, list } from "../../../../units.ts";
import { bytesLabels, tickCount } from "../../../../../reports/charts/axis.ts";
import type { Size, Spec } from "../../../../../reports/charts/chart.ts";
import { markY, pixelY, rowsSpec } from "../../../../../reports/charts/rows.ts";
import { paint } from "../../../../../reports/theme.ts";
import type { CapacityReportInput } from "../report.ts";
import { memoryPerThousand } from "../words.ts";
import { bareAxis, nameOf, type CapacityChart } from "./chart.ts";

function withMemory({ analysis }: CapacityReportInput): readonly ArmCapacity[] {
  return analysis.arms.filter(({ perThousand }) => perThousand !== null);
}

function memorySpec(input: CapacityReportInput, size: Size): Spec {
  const arms = withMemory(input);
  const bars = arms.map(({ perThousand }, row) => ({
    start: 0,
    end: perThousand?.memoryBytes ?? 0,
    top: markY(row, size) - 9,
    bottom: markY(row, size) + 9,
  }));
  const axis = {
    title: "resident memory per 1,000 req/s",
    tickCount: tickCount(size),
    labelExpr: bytesLabels,
    ...bareAxis,
  };
  const x = { field: "start", type: "quantitative", scale: { zero: true, nice: true }, axis } as const;
  const headings = arms.map((arm) => ({ name: nameOf(input, arm), figure: memoryPerThousand(arm) }));
  return rowsSpec(headings, size, [
    {
      data: { values: bars },
      mark: { type: "rect", color: paint("blue") },
      encoding: { x, x2: { field: "end" }, y: pixelY("top"), y2: { field: "bottom" } },
    },
  ]);
}

/** Memory for each 1,000 requests per second that are held. */
export const memoryChart: CapacityChart = {
  id: "memory",
  title: "Memory per 1,000 requests per second",
  explanation: () =>
    "Shorter is better. Resident memory of all processes of an arm while it holds its rate, per 1,000 requests per " +
    "second. Memory shared between processes is counted once for each of them.",
  applies: (input) => withMemory(input).length > 0,
  describe: (input) => {
    const figures = withMemory(input).map((arm) => `${nameOf(input, arm)} ${bytes(arm.perThousand?.memoryBytes ?? 0)}`);
    return `Memory per 1,000 requests per second: ${list(figures)}.`;
  },
  spec: memorySpec,
};
