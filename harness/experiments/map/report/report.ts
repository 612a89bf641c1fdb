import type { MapAnalysis, MeasuredMap } from "../model.ts";

/** All that a map's report is made from: what was measured, and what the analysis says of it. */
export type MapReportInput = { readonly measured: MeasuredMap; readonly analysis: MapAnalysis };
