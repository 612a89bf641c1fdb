import type { Warning } from "../../harness/model/index.ts";

/** A warning with what a test is about, and the rest made up. */
export function aWarning(change: Partial<Warning>): Warning {
  return {
    code: "generator-late",
    severity: "suspect",
    title: "load that was sent late",
    meaning: "The load was late.",
    action: "Offer less.",
    figures: {},
    ...change,
  };
}
