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
