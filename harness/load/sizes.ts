import type { BodySizes } from "../model/index.ts";

/** Lengths of bodies, in bytes. Such tallies add up without loss. */
export type SizeTally = { count: number; sum: number; sumOfSquares: number };

export function createSizeTally(): SizeTally {
  return { count: 0, sum: 0, sumOfSquares: 0 };
}

export function addSize(tally: SizeTally, bytes: number): void {
  tally.count += 1;
  tally.sum += bytes;
  tally.sumOfSquares += bytes * bytes;
}

/** The lengths of all the tallies together; null when they are empty. */
export function summarizeSizes(tallies: readonly SizeTally[]): BodySizes | null {
  const total = createSizeTally();
  for (const { count, sum, sumOfSquares } of tallies) {
    total.count += count;
    total.sum += sum;
    total.sumOfSquares += sumOfSquares;
  }
  if (total.count === 0) return null;
  const mean = total.sum / total.count;
  // By subtraction: what rounding leaves below zero is zero.
  const variance = Math.max(0, total.sumOfSquares / total.count - mean * mean);
  return { meanBytes: mean, standardDeviationBytes: Math.sqrt(variance) };
}
