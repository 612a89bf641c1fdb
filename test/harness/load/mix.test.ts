import assert from "node:assert/strict";
import { test } from "node:test";

import * as fc from "fast-check";

import { shuffledDeck } from "../../../harness/load/mix.ts";

function countOf(deck: readonly number[], kind: number): number {
  return deck.filter((card) => card === kind).length;
}

test("whole-numbered weights are dealt in exact proportion", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (weights, seed) => {
        const deck = shuffledDeck(weights, seed);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        weights.forEach((weight, kind) => assert.equal(countOf(deck, kind) * total, weight * deck.length));
      },
    ),
  );
});

test("a rare kind is never rounded to nothing, and a weight of 0 is never sent", () => {
  const deck = shuffledDeck([0.9999, 0.0001, 0], 1);
  assert.equal(countOf(deck, 1), 1);
  assert.equal(countOf(deck, 2), 0);
});

test("fractions are dealt to within one in a thousand", () => {
  const deck = shuffledDeck([0.7, 0.2, 0.1], 1);
  assert.deepEqual(
    [0, 1, 2].map((kind) => countOf(deck, kind)),
    [700, 200, 100],
  );
});

test("the same seed gives the same order, and neighbouring seeds give different ones", () => {
  assert.deepEqual(shuffledDeck([3, 1], 7), shuffledDeck([3, 1], 7));
  const orders = new Set(Array.from({ length: 50 }, (_, seed) => shuffledDeck([3, 1], seed).join("")));
  assert.equal(orders.size, 50);
});

test("over many seeds every place in the deck holds every kind about as often as its weight says", () => {
  const seeds = 4_000;
  const hits = Array.from({ length: 100 }, () => 0);
  for (let seed = 0; seed < seeds; seed += 1) {
    shuffledDeck([3, 1], seed).forEach((kind, place) => {
      hits[place] = (hits[place] ?? 0) + kind;
    });
  }
  // A place's share is binomial with p = 0.25: SD 0.0068 at 4,000 seeds; five of them for 100 places.
  for (const count of hits) assert.ok(Math.abs(count / seeds - 0.25) < 0.035, `share ${count / seeds}`);
});

test("a mix of nothing is refused", () => {
  assert.throws(() => shuffledDeck([0], 1), { code: "bad-option" });
});
