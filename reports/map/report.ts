import type { MapAnalysis, MeasuredMap } from "../../harness/model/index.ts";
import type { Artifact } from "../report.ts";

/** All that a map's report is made from: what was measured, and what the analysis says of it. */
export type MapReportInput = { readonly measured: MeasuredMap; readonly analysis: MapAnalysis };

/** A format of it: a pure function from what is known to files. The same input gives the same bytes. */
export type MapReporter = {
  readonly name: string;
  /** What it writes and whom it is for, in one line. */
  readonly describe: string;
  readonly render: (input: MapReportInput) => Promise<readonly Artifact[]>;
};
