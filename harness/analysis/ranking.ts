import type { Comparison } from "../model/index.ts";

/**
 * Places from 1 by tiers: first the best set, which is every arm that was not found worse than another; then the best
 * set of what is left, and so on. Arms of a tier share its place. Being in a lower tier does not say that an arm was
 * found worse than every arm above it, only than one of them.
 */
export function rankArms(armIds: readonly string[], comparisons: readonly Comparison[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  let remaining = armIds;
  while (remaining.length > 0) {
    const contenders = new Set(remaining);
    const best = remaining.filter((id) => !isWorse(id, contenders, comparisons));
    // Differences found in a circle leave nobody unbeaten; then nobody of the circle comes before another.
    const tier = best.length > 0 ? best : remaining;
    const place = ranks.size + 1;
    for (const id of tier) ranks.set(id, place);
    remaining = remaining.filter((id) => !tier.includes(id));
  }
  return ranks;
}

function isWorse(id: string, contenders: ReadonlySet<string>, comparisons: readonly Comparison[]): boolean {
  return comparisons.some(
    ({ a, b, outcome }) =>
      (a === id && outcome === "worse" && contenders.has(b)) || (b === id && outcome === "better" && contenders.has(a)),
  );
}
