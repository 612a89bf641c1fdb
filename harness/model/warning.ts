/** How much a warning weighs: `note` explains, `suspect` puts the result in doubt, `invalid` rules it out. */
export type Severity = "note" | "suspect" | "invalid";

/** What a warning rests on, by name, with the unit in it (`lagMicros`, `stolenShare`). */
export type Figures = Readonly<Record<string, number | string | boolean | readonly (number | string)[]>>;

/**
 * Something a reader must know. Warnings travel as data from where they arise to every report; `harness/analysis/warnings/`
 * has every kind of them.
 */
export type Warning = {
  /** Stable and kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about, in a few words that fit into a sentence: `failed requests`. */
  readonly title: string;
  /** What was found. */
  readonly meaning: string;
  /** What to do about it. */
  readonly action: string;
  readonly figures: Figures;
  /** The arm it concerns; absent when it concerns the whole run. */
  readonly armId?: string;
  /** Indexes of the trials it was seen in. */
  readonly trials?: readonly number[];
};

/** What was found, after the arm that it was found in, unless it begins with that. */
export function doubtInWords({ armId, meaning }: Pick<Warning, "armId" | "meaning">): string {
  return armId === undefined || meaning.startsWith(armId) ? meaning : `${armId}: ${meaning}`;
}
