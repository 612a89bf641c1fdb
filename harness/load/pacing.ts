import type { Pacing } from "../model/index.ts";
import { addAnswered, createLatencyTally, summarize } from "./latency.ts";

/** How an open loop keeps its times. Nothing is told of a closed one. */
export type PacingTally = {
  noticed(lagMicros: number): void;
  written(inWindow: boolean): void;
  served(serviceMicros: number): void;
  /** Frees its memory. Call it once, last. */
  finish(): { readonly pacing?: Pacing };
};

export function createPacingTally(): PacingTally {
  const lag = createLatencyTally();
  const service = createLatencyTally();
  let writtenInWindow = 0;
  return {
    noticed: (lagMicros) => addAnswered(lag, lagMicros),
    written(inWindow) {
      if (inWindow) writtenInWindow += 1;
    },
    served: (serviceMicros) => addAnswered(service, serviceMicros),
    finish() {
      const pacing = { writtenInWindow, lag: summarize(lag), service: summarize(service) };
      for (const tally of [lag, service]) tally.histogram.destroy();
      return lag.count === 0 ? {} : { pacing };
    },
  };
}
