import type { ArmCapacity } from "../../result.ts";
import { labelColumns, type ChartOf } from "../../../../../reports/charts/chart.ts";
import { distinctLabels } from "../../../../../reports/text.ts";
import type { CapacityReportInput } from "../report.ts";
import { capacityLabels } from "../words.ts";

/** A chart of a capacity search. */
export type CapacityChart = ChartOf<CapacityReportInput>;

/** What an arm is called in a chart. */
export function nameOf({ analysis }: CapacityReportInput, { armId }: ArmCapacity): string {
  const labels = capacityLabels(analysis);
  const name = labels.get(armId) ?? armId;
  return distinctLabels(labels.values(), labelColumns).get(name) ?? name;
}

export const bareAxis = { domain: false, ticks: false } as const;
