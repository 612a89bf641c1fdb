import type { GateResult, GateSettings, Run } from "../../../model/index.ts";
import type { Artifact } from "../../../../reports/report.ts";
import type { InconclusiveAs } from "../../../../reports/verdict.ts";

/** All that a gate's report is made from. */
export type GateReportInput = {
  readonly run: Run;
  readonly gate: GateSettings;
  readonly result: GateResult;
  readonly inconclusive: InconclusiveAs;
};

/** A format of a gate's result: a pure function to files. */
export type GateReporter = {
  readonly name: string;
  /** What it writes and whom it is for, in one line. */
  readonly describe: string;
  readonly render: (input: GateReportInput) => readonly Artifact[];
};
