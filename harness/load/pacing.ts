import { addAnswered, createLatencyTally, type PackedTally, packTally } from "./latency.ts";

/** How an open loop keeps its times. Nothing is told of a closed one. */
export type PacingTally = {
  noticed(lagMicros: number): void;
  written(inWindow: boolean): void;
  served(serviceMicros: number): void;
  /** Frees its memory. Call it once, last. */
  finish(): { readonly pacing?: PackedPacing };
};

export type PackedPacing = {
  readonly writtenInWindow: number;
  readonly lag: PackedTally;
  readonly service: PackedTally;
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
      const pacing = { writtenInWindow, lag: packTally(lag), service: packTally(service) };
      return lag.count === 0 ? {} : { pacing };
    },
  };
}
