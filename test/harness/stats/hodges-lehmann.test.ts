import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  hodgesLehmann,
  hodgesLehmannRatio,
  hodgesLehmannShift,
  walshAverages,
} from "../../../harness/stats/hodges-lehmann.ts";
import { mannWhitneyTest } from "../../../harness/stats/mann-whitney.ts";
import { makeRandom } from "../../../harness/stats/random.ts";
import { signedRankTest } from "../../../harness/stats/signed-rank.ts";
import { close, hollanderWolfe, range } from "./support.ts";

/** Values without ties, not even among their absolute values or pairwise means: distinct powers of 2 with signs. */
const untied = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 12 })
  .chain((exponents) =>
    fc
      .array(fc.boolean(), { minLength: exponents.length, maxLength: exponents.length })
      .map((signs) => exponents.map((exponent, index) => (signs[index] === true ? 1 : -1) * 2 ** exponent)),
  );

const positive = fc.array(
  fc.tuple(fc.double({ min: 1, max: 1e4, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true })),
  {
    minLength: 1,
    maxLength: 10,
  },
);

test("the paired example of Hollander and Wolfe is .46 [.010, .786]", () => {
  const result = hodgesLehmann(hollanderWolfe.differences);
  close(result.value, 0.46);
  close(result.low, 0.01);
  close(result.high, 0.786);
  close(result.confidence, 0.9609375);
  assert.equal(result.n, 9);
});

test("the shift of five against five is -1.9 [-5.2, 1.4]", () => {
  const result = hodgesLehmannShift([1.1, 2.2, 3.3, 4.4, 5.5], [3, 4.1, 5.2, 6.3, 7.4]);
  close(result.value, -1.9);
  close(result.low, -5.2);
  close(result.high, 1.4);
});

test("the coverage is what the interval has: .96875 for 6 values, .98047 for 10 asked at 98%", () => {
  close(hodgesLehmann(range(6)).confidence, 0.96875);
  const ten = hodgesLehmann(range(10), 0.98).confidence;
  assert.ok(ten !== null && ten >= 0.98 && ten < 0.99, `coverage ${ten}`);
});

test("fewer than 6 values have an estimate and no interval at 95%", () => {
  for (const n of [1, 2, 3, 4, 5]) {
    const { low, high, confidence, value } = hodgesLehmann(range(n));
    assert.deepEqual([low, high, confidence], [null, null, null]);
    close(value, (n - 1) / 2);
  }
  close(hodgesLehmann(range(5), 0.9).confidence, 0.9375);
});

test("no values have no estimate", () => {
  assert.throws(() => hodgesLehmann([]));
  assert.throws(() => hodgesLehmannShift([], [1]));
});

test("the interval leaves out zero exactly when the signed-rank test rejects at its level", () => {
  fc.assert(
    fc.property(untied, fc.constantFrom(0.9, 0.95, 0.99), (values, asked) => {
      const { low, high, confidence } = hodgesLehmann(values, asked);
      fc.pre(low !== null && high !== null && confidence !== null);
      const excludes = low > 0 || high < 0;
      assert.equal(excludes, signedRankTest(values).pTwoSided <= 1 - confidence + 1e-12);
    }),
  );
});

test("the interval of a shift leaves out zero exactly when the Mann-Whitney test rejects at its level", () => {
  const values = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 10, maxLength: 14 });
  fc.assert(
    fc.property(values, fc.integer({ min: 4, max: 6 }), (pooled, size) => {
      const [first, second] = [pooled.slice(0, size), pooled.slice(size)];
      const { low, high, confidence } = hodgesLehmannShift(first, second);
      fc.pre(low !== null && high !== null && confidence !== null);
      assert.equal(low > 0 || high < 0, mannWhitneyTest(first, second).pTwoSided <= 1 - confidence + 1e-12);
    }),
  );
});

test("turning every sign turns the interval round", () => {
  fc.assert(
    fc.property(untied, (values) => {
      const one = hodgesLehmann(values);
      const other = hodgesLehmann(values.map((value) => -value));
      close(other.value, -one.value);
      if (one.low !== null && one.high !== null) {
        close(other.low, -one.high);
        close(other.high, -one.low);
      }
    }),
  );
});

test("order does not matter, and adding a constant moves the estimate by it", () => {
  fc.assert(
    fc.property(untied, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
      assert.deepEqual(hodgesLehmann(values.toReversed()), hodgesLehmann(values));
      close(hodgesLehmann(values.map((value) => value + shift)).value, hodgesLehmann(values).value + shift);
    }),
  );
});

test("a ratio does not depend on the unit, and turns over with its pairs", () => {
  fc.assert(
    fc.property(positive, fc.double({ min: 0.01, max: 100, noNaN: true }), (pairs, scale) => {
      const { value, low } = hodgesLehmannRatio(pairs);
      const scaled = hodgesLehmannRatio(pairs.map(([a, b]) => [a * scale, b * scale]));
      const turned = hodgesLehmannRatio(pairs.map(([a, b]) => [b, a]));
      close(scaled.value / value, 1);
      close(turned.value * value, 1);
      if (low !== null) close((turned.high ?? Number.NaN) * low, 1);
    }),
  );
});

test("drift that hits both members of a pair alike leaves the ratio exact", () => {
  const { value, low, high } = hodgesLehmannRatio(range(8).map((block) => [2 * (100 + 40 * block), 100 + 40 * block]));
  close(value, 2);
  close(low, 2);
  close(high, 2);
});

test("a ratio of values that are not positive is refused", () => {
  assert.throws(() => hodgesLehmannRatio([[1, 0]]), RangeError);
  assert.throws(() => hodgesLehmannRatio([[-1, 1]]), RangeError);
});

test("there are n(n + 1)/2 Walsh averages, in ascending order", () => {
  assert.deepEqual(walshAverages([4, 1, 2]), [1, 1.5, 2, 2.5, 3, 4]);
});

test("intervals cover the truth as often as they say, in 2000 samples from a fixed seed", () => {
  const random = makeRandom(11);
  const samples = range(2_000).map(() => range(8).map(() => random.nextFloat() + random.nextFloat() - 1));
  const covered = samples.filter((sample) => {
    const { low, high } = hodgesLehmann(sample);
    return low !== null && high !== null && low <= 0 && high >= 0;
  }).length;
  const { confidence } = hodgesLehmann(range(8));
  close(covered / samples.length, confidence ?? Number.NaN, 0.012);
});
