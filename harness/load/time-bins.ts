import type { TimeBin } from "../model/index.ts";
import { addEncoded, createMicrosHistogram } from "./latency.ts";

export const binSeconds = 0.25;
const binMicros = binSeconds * 1_000_000;

/**
 * What arrived in each slice of the measured window. One histogram serves all the bins, so times must not go back.
 * The last bin is shorter when the window is not a whole number of bins.
 */
export type TimeBins = {
  completed(atMicros: number, latencyMicros: number): void;
  /** An answer that was wrong, a broken connection or a timeout. */
  failed(atMicros: number): void;
  /** All the bins of the window, the empty ones too. Call it once, last. */
  finish(): readonly PackedBin[];
};

/** One slice, as it can be added to the same slice of other generators. */
export type PackedBin = {
  readonly completed: number;
  readonly failed: number;
  /** Latencies of what completed, encoded; null when nothing did. */
  readonly histogram: Uint8Array | null;
};

export function createTimeBins(startMicros: number, endMicros: number): TimeBins {
  const histogram = createMicrosHistogram();
  const total = Math.max(1, Math.ceil((endMicros - startMicros) / binMicros));
  const bins: PackedBin[] = [];
  let completed = 0;
  let failed = 0;

  function closeBin(): void {
    const empty = completed === 0;
    bins.push({ completed, failed, histogram: empty ? null : histogram.encode() });
    if (!empty) histogram.reset();
    completed = 0;
    failed = 0;
  }

  function closeBinsBefore(atMicros: number): void {
    const current = Math.min(total - 1, Math.floor((atMicros - startMicros) / binMicros));
    while (bins.length < current) closeBin();
  }

  return {
    completed(atMicros, latencyMicros) {
      closeBinsBefore(atMicros);
      completed += 1;
      histogram.recordValue(latencyMicros);
    },
    failed(atMicros) {
      closeBinsBefore(atMicros);
      failed += 1;
    },
    finish() {
      while (bins.length < total) closeBin();
      histogram.destroy();
      return bins;
    },
  };
}

/** The slice of that number, of all generators together. */
export function binOf(index: number, packed: readonly PackedBin[]): TimeBin {
  const histogram = createMicrosHistogram();
  for (const { histogram: encoded } of packed) if (encoded !== null) addEncoded(histogram, encoded);
  const valueAt = (percentile: number): number | null =>
    histogram.totalCount === 0 ? null : histogram.getValueAtPercentile(percentile);
  const bin = {
    startSeconds: index * binSeconds,
    completed: packed.reduce((sum, { completed }) => sum + completed, 0),
    failed: packed.reduce((sum, { failed }) => sum + failed, 0),
    p50Micros: valueAt(50),
    p99Micros: valueAt(99),
  };
  histogram.destroy();
  return bin;
}
