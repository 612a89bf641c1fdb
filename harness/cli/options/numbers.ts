import { seconds, wholeNumber, wholeNumbers, type Parse } from "../values.ts";

/* What numbers and times may be, on the command line and in a configuration. Times are in seconds. */

export const bootTimeout = seconds({ min: 0.1, max: 600 });

/** How long a command may take as a whole. */
export const timeLimit = seconds({ min: 10, max: 86_400 });

export const durationRange = { min: 0.25, max: 3600 };

/** How long each trial is measured. */
export const duration = seconds(durationRange);

/** Load before the measured time. */
export const warmup = seconds({ min: 0, max: 3600 });

/** What a request may take. */
export const timeout = seconds({ min: 0.1, max: 600 });

/** What a command of a deployment may take. */
export const commandTimeout = seconds({ min: 1, max: 3600 });

export const blockCount = wholeNumber({ min: 1, max: 500 });

export const confirmationCount = wholeNumber({ min: 1, max: 100 });

/** The same seed is the same order of trials. */
export const seed = wholeNumber({ min: 0, max: 2 ** 31 - 1 });

export const workerCounts = wholeNumbers({ min: 1, max: 256 });

const connectionRange = { min: 1, max: 10_000 };

export const connectionCount = wholeNumber(connectionRange);

const connectionsInOrder = wholeNumbers(connectionRange);

/** Ascending. */
export const connectionCounts: Parse<readonly number[]> = (text, option) =>
  connectionsInOrder(text, option).toSorted((a, b) => a - b);

/** Processes that share the connections of a load. */
export const generatorCount = wholeNumber({ min: 1, max: 64 });

export const port = wholeNumber({ min: 1, max: 65_535 });

export const status = wholeNumber({ min: 200, max: 599 });
