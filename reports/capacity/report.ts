import type { CapacityAnalysis, CapacityRun } from "../../harness/model/index.ts";
import type { Artifact } from "../report.ts";

/** All that a capacity report is made from: what was measured, and what the analysis says of it. */
export type CapacityReportInput = { readonly run: CapacityRun; readonly analysis: CapacityAnalysis };

/** A format of it: a pure function from what is known to files. The same input gives the same bytes. */
export type CapacityReporter = {
  readonly name: string;
  /** What it writes and whom it is for, in one line. */
  readonly describe: string;
  readonly render: (input: CapacityReportInput) => Promise<readonly Artifact[]>;
};
