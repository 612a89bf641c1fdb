import type { CapacityRun } from "../model.ts";
import type { CapacityAnalysis } from "../result.ts";

/** All that a capacity report is made from: what was measured, and what the analysis says of it. */
export type CapacityReportInput = { readonly run: CapacityRun; readonly analysis: CapacityAnalysis };
