import type { GateOutcome, GateResult, GateSettings, Run } from "../../harness/model/index.ts";
import type { Outcome } from "../document.ts";
import { none } from "../figures.ts";
import type { Artifact } from "../report.ts";

/** What becomes of an inconclusive gate: it is reported as such, or counts as passed or failed. */
export type InconclusiveAs = "report" | "pass" | "fail";

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

/** How one metric or requirement came out; nothing when the whole measurement says nothing. */
export function verdictOf(outcome: GateOutcome, result: GateResult): string {
  return result.outcome === "invalid" ? none : `${outcomeMarks[outcome]} ${outcome}`;
}

export const outcomeMarks: Readonly<Record<GateOutcome, string>> = {
  pass: "✔",
  regression: "✘",
  inconclusive: "?",
  invalid: "!",
};

const outcomeColours = { pass: "green", regression: "red", inconclusive: "yellow", invalid: "red" } as const;

/** What a verdict means where nothing is shown, whatever is compared. */
export const openMeanings = {
  inconclusive: "The data allow both: neither is a pass nor a regression shown.",
  invalid: "The figures cannot be believed, so nothing is judged.",
} as const;

/** A verdict as the outcome of a report. */
export function outcomeOf(outcome: GateOutcome, meanings: Readonly<Record<GateOutcome, string>>): Outcome {
  return {
    mark: outcomeMarks[outcome],
    label: outcome.toUpperCase(),
    colour: outcomeColours[outcome],
    meaning: meanings[outcome],
  };
}
