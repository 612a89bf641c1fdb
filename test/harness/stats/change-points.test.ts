import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { changePoints } from "../../../harness/stats/change-points.ts";
import { makeRandom, type Random } from "../../../harness/stats/random.ts";
import { close, range } from "./support.ts";

/** The example in the tests of Apache Otava. */
const otava = [
  1.02, 0.95, 0.99, 1, 1.12, 1, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49, 0.51, 0.5, 0.49,
];

function indexesOf(values: readonly number[]): readonly number[] {
  return changePoints(values).map(({ index }) => index);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
}

test("a step is found where it is, with what lies before and after", () => {
  const [change, ...others] = changePoints(otava);
  assert.deepEqual(others, []);
  assert.equal(change?.index, 10);
  close(change?.p ?? null, 1 / 1_000);
  close(change?.before.mean ?? null, 1.004, 1e-9);
  close(change?.before.deviation ?? null, 0.046475800154, 1e-9);
  assert.deepEqual([change?.before.n, change?.after.n], [10, 10]);
});

test("it does not depend on the scale or the level, and runs backwards as forwards", () => {
  for (const scale of [0.001, 1_000]) assert.deepEqual(indexesOf(otava.map((value) => scale * value - 7)), [10]);
  assert.deepEqual(indexesOf(otava.toReversed()), [10]);
  assert.deepEqual(indexesOf(otava.slice(2).toReversed()), [10]);
});

test("several changes are found, in order", () => {
  const random = makeRandom(4);
  const values = [0, 5, 1].flatMap((level) => range(15).map(() => level + 0.3 * normal(random)));
  assert.deepEqual(indexesOf(values), [15, 30]);
});

test("a change of spread is one too", () => {
  const random = makeRandom(9);
  const values = [0.1, 6].flatMap((spread) => range(40).map(() => 10 + spread * normal(random)));
  const [index = 0] = indexesOf(values);
  assert.ok(Math.abs(index - 40) <= 4, String(index));
});

test("nothing is found in what does not change, or is too short", () => {
  assert.deepEqual(changePoints(range(30).map(() => 5)), []);
  for (const values of [[], [1], [1, 2, 3], otava.slice(6, 15)]) assert.deepEqual(changePoints(values), []);
});

test("noise is taken for a change no more often than the level says", () => {
  const random = makeRandom(12);
  // One seed for all would put the same permutations to each, and their luck would be counted 300 times.
  const found = range(300).filter((seed) => {
    const noise = range(20).map(() => normal(random));
    return changePoints(noise, { level: 0.05, permutations: 199, seed }).length > 0;
  }).length;
  assert.ok(found / 300 <= 0.05 + 2 * Math.sqrt((0.05 * 0.95) / 300), `${found} of 300`);
});

test("changes ascend, keep their distance, and their p are those of a permutation test", () => {
  const steps = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (values) => {
      const found = changePoints(values, { permutations: 99, level: 0.05 });
      const edges = [0, ...found.map(({ index }) => index), values.length];
      for (const [place, edge] of edges.slice(1).entries())
        assert.ok(found.length === 0 || edge - (edges[place] ?? 0) >= 5);
      for (const { p } of found) assert.ok(p >= 1 / 100 && p <= 0.05);
    }),
    { numRuns: 50 },
  );
});
