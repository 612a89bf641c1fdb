/** What the exit status of the command means. */
export const exitCodes = {
  done: 0,
  /** Wrong usage or bad input. */
  usage: 2,
  /** It ran, but what was measured cannot be believed. */
  invalid: 4,
  /** Ctrl-C or SIGTERM; what was measured until then is kept. */
  interrupted: 130,
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
