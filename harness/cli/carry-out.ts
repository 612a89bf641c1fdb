import { join } from "node:path";
import type { Seal } from "../model/index.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { untilInterrupted } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** What is measured into a folder, which is locked for this process until `release`. */
type InFolder = { readonly folder: string; readonly release: () => void };

/** A measurement that ends in a report, and that can be gone on with where it is interrupted. */
export type Measurement<Opened extends InFolder, Measured> = {
  /** The folder of what is gone on with. */
  readonly resumed: string | undefined;
  readonly open: (signal: AbortSignal) => Promise<Opened>;
  /** Resolves to what has been measured, also when it was interrupted. */
  readonly measure: (opened: Opened, signal: AbortSignal) => Promise<Measured>;
  readonly hasTrials: (measured: Measured) => boolean;
  /** Says what is left, if anything is, and how to go on with it. */
  readonly tellLeft: (measured: Measured, folder: string, signal: AbortSignal) => void;
  readonly publish: (measured: Measured, folder: string) => Promise<{ readonly seal: Seal }>;
  /** The file of the report to look at first. */
  readonly page: string;
};

/** Measures until it is done or interrupted, and reports what there is then. */
export function carryOut<Opened extends InFolder, Measured>(
  { resumed, open, measure, hasTrials, tellLeft, publish, page }: Measurement<Opened, Measured>,
  terminal: Terminal,
): Promise<ExitCode> {
  const carry = async (signal: AbortSignal): Promise<ExitCode> => {
    const opened = await open(signal);
    const { folder } = opened;
    try {
      const measured = await measure(opened, signal);
      tellLeft(measured, folder, signal);
      if (!hasTrials(measured)) return exitCodes.interrupted;
      const { seal } = await publish(measured, folder);
      terminal.note(`Report: ${join(folder, page)}\n`);
      if (signal.aborted) return exitCodes.interrupted;
      return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
    } finally {
      opened.release();
    }
  };
  const hint = resumed === undefined ? undefined : `No new trial had started; ${resumed} is unchanged.`;
  return untilInterrupted(terminal, carry, hint);
}
