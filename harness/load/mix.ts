import { BroadsideError } from "../errors.ts";

const smallestDeck = 100;
const largestDeck = 1000;

/**
 * An endless sequence of request kinds for one connection, as a deck to be dealt over and over: the kinds in the
 * proportions of their weights, shuffled. Another seed gives another order, so that connections are not in step.
 * Whole-numbered weights give exact proportions; others are rounded to 1 in 1,000, and none is rounded to nothing.
 * @throws BroadsideError `bad-option` when no weight is positive.
 */
export function shuffledDeck(weights: readonly number[], seed: number): readonly number[] {
  const deck = cardCounts(weights).flatMap((count, kind) => Array.from({ length: count }, () => kind));
  const random = randomFrom(seed);
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const card = deck[last];
    const swapped = deck[other];
    if (card === undefined || swapped === undefined) break;
    deck[last] = swapped;
    deck[other] = card;
  }
  return deck;
}

function cardCounts(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) {
    throw new BroadsideError(
      "bad-option",
      "No kind of request has a positive weight.",
      "Give at least one kind of request a weight above 0.",
    );
  }
  if (weights.every((weight) => Number.isInteger(weight)) && total <= largestDeck) {
    const repeats = Math.ceil(smallestDeck / total);
    return weights.map((weight) => weight * repeats);
  }
  return weights.map((weight) => (weight > 0 ? Math.max(1, Math.round((weight / total) * largestDeck)) : 0));
}

/** Mulberry32 (Tommy Ettinger, public domain): a small generator whose whole state is its seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
