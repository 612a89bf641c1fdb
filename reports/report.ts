import type { Analysis, Run } from "../harness/model/index.ts";
import type { Shared } from "./drawing.ts";

/** All that a report is made from: what was measured, and what the analysis says of it. */
export type ReportInput = { readonly run: Run; readonly analysis: Analysis };

/** A file of a report. `path` is relative to the report's folder, with forward slashes. */
export type Artifact = { readonly path: string; readonly content: string };

/** A report format: a pure function from what is known to files. The same input gives the same bytes. */
export type Reporter = {
  readonly name: string;
  /** What it writes and whom it is for, in one line. */
  readonly describe: string;
  readonly render: (input: ReportInput, shared?: Shared) => Promise<readonly Artifact[]>;
};
