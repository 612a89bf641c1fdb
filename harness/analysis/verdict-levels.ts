/** One-sided levels of a verdict: of a bound that passes, and of a test that finds a regression. */
export type VerdictLevels = { readonly pass: number; readonly regression: number };

/** Those of a whole measurement, over all its looks. */
export const verdictLevels = { pass: 0.05, regression: 0.01 } as const satisfies VerdictLevels;
