/** How much a warning weighs: `note` explains, `suspect` puts the result in doubt, `invalid` rules it out. */
export type Severity = "note" | "suspect" | "invalid";

/**
 * Something a reader must know. Warnings travel as data from where they arise to every report.
 * `code` is stable and kebab-case; `meaning` says what was found; `action` says what to do about it.
 */
export type Warning = {
  readonly code: string;
  readonly severity: Severity;
  readonly meaning: string;
  readonly action: string;
  /** The arm it concerns; absent when it concerns the whole run. */
  readonly armId?: string;
  /** Indexes of the trials it was seen in. */
  readonly trials?: readonly number[];
};

/** What was found, after the arm that it was found in, unless it begins with that. */
export function doubtInWords({ armId, meaning }: Warning): string {
  return armId === undefined || meaning.startsWith(armId) ? meaning : `${armId}: ${meaning}`;
}
