import { randomInt } from "node:crypto";

/** How long a command may take, from when it was typed: the looks at the app before the first trial count. */
export type TimeLimit = {
  /** Infinity without a limit. */
  readonly seconds: number;
  /** On the clock of `performance.now()`. */
  readonly untilMillis: number;
};

/** The limit that is asked for, its time running from now. */
export function startLimit(limitSeconds = Infinity): TimeLimit {
  return { seconds: limitSeconds, untilMillis: performance.now() + limitSeconds * 1_000 };
}

/** A seed where none is given. */
export function drawSeed(): number {
  return randomInt(2 ** 31);
}
