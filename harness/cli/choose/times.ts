import { randomInt } from "node:crypto";
import { seconds, wholeNumber } from "../values.ts";

export function chooseBootTimeout(text: string | undefined): number {
  return text === undefined ? 10 : seconds("boot-timeout", text, { min: 0.1, max: 600 });
}

/** How long a run may take, seconds; Infinity unless it is limited. */
export function chooseLimit(text: string | undefined): number {
  return text === undefined ? Infinity : seconds("time", text, { min: 10, max: 86_400 });
}

/** How long a command may take, from when it was typed: the looks at the app before the first trial count. */
export type TimeLimit = {
  /** Infinity without a limit. */
  readonly seconds: number;
  /** On the clock of `performance.now()`. */
  readonly untilMillis: number;
};

/** The limit that is asked for, its time running from now. */
export function startLimit(text: string | undefined): TimeLimit {
  const limitSeconds = chooseLimit(text);
  return { seconds: limitSeconds, untilMillis: performance.now() + limitSeconds * 1_000 };
}

/** How long each trial is measured, seconds. */
export function chooseDuration(text: string | undefined, usual: number): number {
  return text === undefined ? usual : seconds("duration", text, { min: 0.25, max: 3600 });
}

/** Load before the measured time, seconds. */
export function chooseWarmup(text: string | undefined, usual: number): number {
  return text === undefined ? usual : seconds("warmup", text, { min: 0, max: 3600 });
}

/** What a request may take, seconds. */
export function chooseTimeout(text: string): number {
  return seconds("timeout", text, { min: 0.1, max: 600 });
}

export function chooseBlocks(text: string | undefined, usual: number): number {
  return text === undefined ? usual : wholeNumber("blocks", text, { min: 1, max: 500 });
}

/** The seed asked for, or one that is drawn. */
export function chooseSeed(text: string | undefined): number {
  return text === undefined ? randomInt(2 ** 31) : wholeNumber("seed", text, { min: 0, max: 2 ** 31 - 1 });
}
