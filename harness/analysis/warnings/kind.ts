import type { Figures, Severity, Warning } from "../../model/index.ts";
import { list, plural } from "../../units.ts";

/** Where it was found; and what to do, where that is known only from what happened, as a failure tells. */
type Where = {
  readonly armId?: string;
  /** Indexes of the trials it was seen in. */
  readonly trials?: readonly number[];
  readonly advice?: string;
};

/** The trials that it was seen in, of how many. */
export type Seen = { readonly trials: readonly number[]; readonly ofTrials: number };

/** A kind of warning: what it is called, how much it may weigh, and its words for what was found. */
export type WarningKind<F extends Figures, S extends Severity = Severity> = {
  /** Stable and kebab-case; `docs/method.md` has a row for each. */
  readonly code: string;
  /** What it is about, in a few words that fit into a sentence. */
  readonly title: string;
  /** Those that it may have, the lightest first. */
  readonly severities: readonly S[];
  /** What was found, in whole sentences. */
  readonly meaning: (found: F) => string;
  /** What to do about it, in whole sentences. */
  readonly action: (found: F) => string;
};

/** Declares a kind; every one is listed in the catalogue. */
export function warningKind<F extends Figures, const S extends Severity>(
  declared: WarningKind<F, S>,
): WarningKind<F, S> {
  return declared;
}

/** What a warning has of its own beside its figures. */
const ownFields: ReadonlySet<string> = new Set(["armId", "trials", "advice"] satisfies readonly (keyof Where)[]);

/** A warning of a kind, with its words for what was found. */
export function warn<F extends Figures, S extends Severity>(
  { code, title, meaning, action }: WarningKind<F, S>,
  severity: S,
  found: NoInfer<F> & Where,
): Warning {
  const { armId, trials } = found;
  return {
    code,
    severity,
    title,
    meaning: meaning(found),
    action: action(found),
    figures: Object.fromEntries(Object.entries<Figures[string]>(found).filter(([name]) => !ownFields.has(name))),
    ...(armId === undefined ? {} : { armId }),
    ...(trials === undefined ? {} : { trials }),
  };
}

/** `trial 3`, `trials 3, 7 and 12`, or a count where there are many. Counted from 0, as in the results. */
export function trialsInWords(trials: readonly number[]): string {
  if (trials.length > mostNamed) return `${trials.length} trials`;
  return `${trials.length === 1 ? "trial" : "trials"} ${list(trials.map(String))}`;
}

/** `2 of 8 trials (numbers 3 and 7)`. */
export function seenIn({ trials, ofTrials }: Seen): string {
  const which = `${trials.length === 1 ? "number" : "numbers"} ${list(trials.map(String))}`;
  return `${trials.length} of ${plural(ofTrials, "trial")}${trials.length > mostNamed ? "" : ` (${which})`}`;
}

/** Trials that are named by their numbers, at most. */
const mostNamed = 6;
