import { BroadsideError } from "../errors.ts";
import { countedBlocks } from "../course.ts";
import type { Run } from "../model/index.ts";
import { plural } from "../units.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

export type Interruption = { readonly signal: AbortSignal; readonly release: () => void };

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an abort, so that work can end in order, and lets the second end the
 * process at once (what it started dies with it). The hint is for where there is nothing yet to report.
 */
export function onInterrupt(announce: () => void, hint = "No trial had started."): Interruption {
  const controller = new AbortController();
  const receive = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    announce();
    controller.abort(new BroadsideError("interrupted", "interrupted", hint));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, receive);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, receive);
    },
  };
}

/** Measures with a signal that an interruption aborts, and says that it does; see {@link onInterrupt}. */
export async function untilInterrupted<Result>(
  terminal: Terminal,
  measure: (signal: AbortSignal) => Promise<Result>,
  hint?: string,
): Promise<Result> {
  const { signal, release } = onInterrupt(() => terminal.note("\nStopping; interrupt again to stop at once.\n"), hint);
  try {
    return await measure(signal);
  } finally {
    release();
  }
}

/** Of what was to end in a verdict: whoever stops it because of what it shows has looked, so that none is given. */
export function tellInterruption(run: Run, folder: string, terminal: Terminal): void {
  const pairs = plural(countedBlocks(run), "complete block");
  terminal.note(`Interrupted after ${pairs}: no verdict. The measurements are in ${folder}\n`);
}
