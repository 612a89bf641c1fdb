/** What the exit status of the command means. */
export const exitCodes = {
  done: 0,
  /** A gate found that the app has become worse. */
  regression: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  /** The data do not say whether the app has become worse. */
  inconclusive: 3,
  /** It ran, but what was measured cannot be believed. */
  invalid: 4,
  /** Ctrl-C or SIGTERM; what was measured until then is kept. */
  interrupted: 130,
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Exit codes of a verdict: a gate's, or that of a check against a baseline. */
export const verdictCodes = {
  pass: exitCodes.done,
  regression: exitCodes.regression,
  inconclusive: exitCodes.inconclusive,
  invalid: exitCodes.invalid,
} as const;

/** What an inconclusive verdict exits with: its own code, or as the user wants it. */
export function inconclusiveCode(as: "pass" | "fail" | undefined): ExitCode {
  if (as === undefined) return verdictCodes.inconclusive;
  return as === "pass" ? verdictCodes.pass : verdictCodes.regression;
}
