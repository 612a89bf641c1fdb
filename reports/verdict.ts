import type { GateOutcome } from "../harness/model/index.ts";
import type { Outcome } from "./document.ts";
import { none } from "./figures.ts";

/** What becomes of an inconclusive gate: it is reported as such, or counts as passed or failed. */
export type InconclusiveAs = "report" | "pass" | "fail";

/** How one metric or requirement came out; nothing when the whole measurement says nothing. */
export function verdictOf(outcome: GateOutcome, result: { readonly outcome: GateOutcome }): string {
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
  inconclusive: "The data allow both: neither a pass nor a regression was shown.",
  invalid: "The figures cannot be trusted, so nothing is judged.",
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
