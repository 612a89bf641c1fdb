/** A value that was found for a treatment in a block. */
export type BlockedValue = { readonly treatment: number; readonly block: number; readonly value: number };

/** What the treatments give once the blocks' own levels are taken out. */
export type TwoWay = {
  /** Ascending by treatment. The effect is the level of the treatment in a mean block. */
  readonly treatments: readonly { readonly treatment: number; readonly effect: number; readonly n: number }[];
  readonly blocks: number;
  /** Variance of a single value about treatment and block; NaN without degrees of freedom. */
  readonly variance: number;
  /** Degrees of freedom of that variance. */
  readonly freedom: number;
  /** Variance of the common level of all treatments, for what blocks differ by beyond that; at least 0. */
  readonly levelVariance: number;
};

const sweeps = 50;

/**
 * Additive model of treatments and blocks by least squares (Fisher's randomised blocks), also where values are missing: means
 * of rows and columns are swept out in turn until they stay.
 */
export function twoWay(values: readonly BlockedValue[]): TwoWay {
  const treatments = groupMeans(values, ({ treatment }) => treatment);
  const blocks = groupMeans(values, ({ block }) => block);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    treatments.refit((one) => one.value - blocks.of(one));
    const shift = blocks.refit((one) => one.value - treatments.of(one));
    if (shift < 1e-12) break;
  }
  const level = meanOf(blocks.all());
  const residuals = values.map((one) => one.value - treatments.of(one) - blocks.of(one));
  const freedom = values.length - treatments.count - blocks.count + 1;
  const variance = freedom > 0 ? residuals.reduce((sum, one) => sum + one * one, 0) / freedom : Number.NaN;
  const perBlock = values.length / blocks.count;
  const between = blocks.count < 2 ? 0 : varianceOf(blocks.all()) - variance / perBlock;
  return {
    treatments: treatments.entries().map(([treatment, effect, n]) => ({ treatment, effect: effect + level, n })),
    blocks: blocks.count,
    variance,
    freedom,
    levelVariance: Math.max(0, between) / blocks.count,
  };
}

/** Means of values by group, which can be taken again of what is left of the values. */
function groupMeans(values: readonly BlockedValue[], keyOf: (value: BlockedValue) => number) {
  const groups = [...Map.groupBy(values, keyOf)].toSorted(([a], [b]) => a - b);
  const means = new Map(groups.map(([key]) => [key, 0]));
  return {
    count: groups.length,
    of: (value: BlockedValue): number => means.get(keyOf(value)) ?? 0,
    all: (): readonly number[] => [...means.values()],
    entries: () => groups.map(([key, own]) => [key, means.get(key) ?? 0, own.length] as const),
    /** Resolves to the largest change of a mean. */
    refit(rest: (value: BlockedValue) => number): number {
      let largest = 0;
      for (const [key, own] of groups) {
        const mean = meanOf(own.map(rest));
        largest = Math.max(largest, Math.abs(mean - (means.get(key) ?? 0)));
        means.set(key, mean);
      }
      return largest;
    },
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
