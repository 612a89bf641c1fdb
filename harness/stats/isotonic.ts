export type Weighted = { readonly value: number; readonly weight: number };

/**
 * The non-decreasing sequence that is nearest to the values by weighted least squares: neighbours that fall are pooled
 * (Ayer et al., Annals of Mathematical Statistics 26, 1955).
 */
export function isotonic(items: readonly Weighted[]): readonly number[] {
  const pools: { sum: number; weight: number; count: number }[] = [];
  for (const { value, weight } of items) {
    let pool = { sum: value * weight, weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined && meanOf(last) > meanOf(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
    }
    pools.push(pool);
  }
  return pools.flatMap((pool) => Array<number>(pool.count).fill(meanOf(pool)));
}

function meanOf({ sum, weight }: { readonly sum: number; readonly weight: number }): number {
  return sum / weight;
}
