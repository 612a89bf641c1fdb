import { BroadsideError } from "../errors.ts";
import { exitCodes } from "./exit-codes.ts";

export type Interruption = { readonly signal: AbortSignal; readonly release: () => void };

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an abort, so that work can end in order, and lets the second end the
 * process at once (what it started dies with it).
 */
export function onInterrupt(announce: () => void): Interruption {
  const controller = new AbortController();
  const receive = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    announce();
    controller.abort(new BroadsideError("interrupted", "interrupted", "What was measured until then is kept."));
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
