/** A point estimate with its interval. The three parts of the interval are null together, when `n` is too small for one. */
export type IntervalEstimate = {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The coverage that the interval really has: at least what was asked. */
  readonly confidence: number | null;
  readonly n: number;
};

export function ascending(values: readonly number[]): readonly number[] {
  return [...Float64Array.from(values).sort()];
}

/** The interval between two of the sorted values, by their ranks from 1. */
export function intervalBetween(
  value: number,
  sorted: readonly number[],
  ranks: { readonly low: number; readonly high: number; readonly coverage: number } | null,
  n: number,
): IntervalEstimate {
  const low = ranks === null ? undefined : sorted[ranks.low - 1];
  const high = ranks === null ? undefined : sorted[ranks.high - 1];
  if (ranks === null || low === undefined || high === undefined) {
    return { value, low: null, high: null, confidence: null, n };
  }
  return { value, low, high, confidence: ranks.coverage, n };
}

/** The interval between the `rank`th smallest and the `rank`th largest of sorted values, ranks from 1. */
export function symmetricInterval(
  value: number,
  sorted: readonly number[],
  ranks: { readonly rank: number; readonly coverage: number } | null,
  n: number,
): IntervalEstimate {
  const both = ranks && { low: ranks.rank, high: sorted.length + 1 - ranks.rank, coverage: ranks.coverage };
  return intervalBetween(value, sorted, both, n);
}

/**
 * The largest rank k at which (k-th smallest, k-th largest) still covers `confidence`, for a statistic that is
 * symmetric under its null: coverage is 1 − 2·P(T ≤ k − 1). Null when not even k = 1 does.
 */
export function symmetricRank(
  probabilities: ArrayLike<number>,
  confidence: number,
): { readonly rank: number; readonly coverage: number } | null {
  let tail = 0;
  let best: { readonly rank: number; readonly coverage: number } | null = null;
  for (let rank = 1; rank <= probabilities.length / 2; rank += 1) {
    tail += probabilities[rank - 1] ?? 0;
    const coverage = 1 - 2 * tail;
    if (coverage < confidence - 1e-12) break;
    best = { rank, coverage };
  }
  return best;
}
