import type { ArmCapacity } from "../../../harness/model/index.ts";
import { labelColumns, type ChartOf } from "../../charts/chart.ts";
import { printable, shorten } from "../../text.ts";
import type { CapacityReportInput } from "../report.ts";
import { capacityLabels } from "../words.ts";

/** A chart of a capacity search. */
export type CapacityChart = ChartOf<CapacityReportInput>;

/** What an arm is called in a chart. */
export function nameOf({ analysis }: CapacityReportInput, { armId }: ArmCapacity): string {
  return shorten(printable(capacityLabels(analysis).get(armId) ?? armId), labelColumns);
}

export const bareAxis = { domain: false, ticks: false } as const;
