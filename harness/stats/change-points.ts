import { makeRandom, shuffle, type Random } from "./random.ts";
import { standardDeviation } from "./standard-deviation.ts";

/** What a stretch between two changes looks like. */
export type Stretch = { readonly mean: number; readonly deviation: number; readonly n: number };

export type ChangePoint = {
  /** Index of the first value after the change. */
  readonly index: number;
  readonly p: number;
  readonly before: Stretch;
  readonly after: Stretch;
};

export type ChangePointOptions = {
  /** A change is believed at or below this p. */
  readonly level?: number;
  readonly permutations?: number;
  /** Fewest values between two changes. */
  readonly minimum?: number;
  readonly seed?: number;
};

/** Fewest values between two changes: with fewer, a run that happened to be slow would look like one. */
export const minimumStretch = 5;

/**
 * E-divisive (Matteson & James, JASA 109, 2014): the values are divided where the energy distance between what lies
 * before and after is largest, again and again, while a permutation test within the stretches finds that so large a
 * distance is no accident; p = (permutations as extreme + 1)/(permutations + 1). It assumes no distribution, and finds
 * changes of spread as well as of level. Ascending by index. The same seed gives the same p.
 *
 * The level is 1% by default: who looks at a trend looks often, and each of many series.
 */
export function changePoints(values: readonly number[], options: ChangePointOptions = {}): readonly ChangePoint[] {
  const { level = 0.01, permutations = 999, minimum = minimumStretch, seed = 1 } = options;
  const random = makeRandom(seed);
  const found = new Map<number, number>();
  for (;;) {
    const edges = [0, ...[...found.keys()].toSorted((a, b) => a - b), values.length];
    const stretches = edges.slice(1).map((end, index) => values.slice(edges[index], end));
    const best = bestDivision(stretches, minimum);
    if (best === null) break;
    const p = permutationP(stretches, best.distance, { permutations, minimum, random });
    if (p > level) break;
    found.set(best.index, p);
  }
  const edges = [0, ...[...found.keys()].toSorted((a, b) => a - b), values.length];
  return edges.slice(1, -1).map((index, place) => ({
    index,
    p: found.get(index) ?? 1,
    before: describe(values.slice(edges[place], index)),
    after: describe(values.slice(index, edges[place + 2])),
  }));
}

function describe(values: readonly number[]): Stretch {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: standardDeviation(values), n: values.length };
}

type Division = { readonly index: number; readonly distance: number };

/** The division of any one stretch with the largest distance, as an index into all values; null when none can be divided. */
function bestDivision(stretches: readonly (readonly number[])[], minimum: number): Division | null {
  let best: Division | null = null;
  let start = 0;
  for (const stretch of stretches) {
    const own = divide(stretch, minimum);
    if (own !== null && (best === null || own.distance > best.distance)) {
      best = { index: start + own.index, distance: own.distance };
    }
    start += stretch.length;
  }
  return best;
}

/** Chance of so large a distance if the values within each stretch came in any order. */
function permutationP(
  stretches: readonly (readonly number[])[],
  distance: number,
  how: { readonly permutations: number; readonly minimum: number; readonly random: Random },
): number {
  let extreme = 1;
  for (let drawn = 0; drawn < how.permutations; drawn += 1) {
    const permuted = stretches.map((stretch) => shuffle(stretch, how.random));
    if ((bestDivision(permuted, how.minimum)?.distance ?? 0) >= distance) extreme += 1;
  }
  return extreme / (how.permutations + 1);
}

/**
 * The best division of one stretch by the scaled energy distance mn/(m + n) (2 E|X − Y| − E|X − X′| − E|Y − Y′|), the
 * sums of distances carried along from one division to the next.
 */
function divide(values: readonly number[], minimum: number): Division | null {
  const n = values.length;
  if (n < 2 * minimum) return null;
  const sumsTo = (index: number, from: number, to: number): number => {
    let sum = 0;
    for (let other = from; other < to; other += 1) sum += Math.abs((values[index] ?? 0) - (values[other] ?? 0));
    return sum;
  };
  let left = 0;
  let right = 0;
  let across = 0;
  for (let index = 1; index < n; index += 1) right += sumsTo(index, 0, index);
  let best: Division | null = null;
  for (let size = 1; size <= n - minimum; size += 1) {
    const moved = size - 1;
    const toLeft = sumsTo(moved, 0, moved);
    const toRight = sumsTo(moved, size, n);
    left += toLeft;
    right -= toRight;
    across += toRight - toLeft;
    if (size < minimum) continue;
    const other = n - size;
    const within = (2 * left) / (size * (size - 1)) + (2 * right) / (other * (other - 1));
    const distance = ((size * other) / n) * ((2 * across) / (size * other) - within);
    if (best === null || distance > best.distance) best = { index: size, distance };
  }
  return best;
}
