import assert from "node:assert/strict";
import { test } from "node:test";
import { detectableShift, pairsNeeded } from "../../../harness/stats/detectable.ts";
import { hodgesLehmann } from "../../../harness/stats/hodges-lehmann.ts";
import { makeRandom } from "../../../harness/stats/random.ts";
import { signedRankTest } from "../../../harness/stats/signed-rank.ts";
import { close, range } from "./support.ts";

const base = { deviation: 0.03, pairs: 10, alpha: 0.01, power: 0.8, minimal: 0 };

function shift(change: Partial<typeof base>): number {
  const found = detectableShift({ ...base, ...change });
  assert.ok(found !== null);
  return found;
}

test("it is near what normal theory says, over the signed-rank test's efficiency of .955", () => {
  const normal = ((2.3263 + 0.8416) * 0.03) / Math.sqrt(40 * 0.955);
  close(shift({ pairs: 40 }) / normal, 1, 0.05);
});

test("the test finds a shift of that size as often as asked, in samples drawn independently", () => {
  const random = makeRandom(99);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  const effect = shift({});
  const found = range(2_000).filter(
    () => signedRankTest(range(base.pairs).map(() => effect + base.deviation * normal())).pGreater <= base.alpha,
  ).length;
  close(found / 2_000, base.power, 0.03);
});

test("it grows with the noise and the power, and shrinks with pairs and with a looser level", () => {
  close(shift({ deviation: 0.06 }), 2 * shift({}));
  assert.ok(shift({ power: 0.95 }) > shift({}));
  assert.ok(shift({ pairs: 20 }) < shift({}));
  assert.ok(shift({ alpha: 0.05 }) < shift({}));
});

test("pairs too few to reach the level detect nothing", () => {
  assert.equal(detectableShift({ ...base, pairs: 6 }), null);
  assert.notEqual(detectableShift({ ...base, pairs: 7 }), null);
});

test("the pairs that are needed find the shift about as often as asked, and shrink as it grows", () => {
  const random = makeRandom(3);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  for (const shape of [0.02, 0.03, 0.06]) {
    const pairs = pairsNeeded({ deviation: 0.03, shift: shape, alpha: 0.01, power: 0.8, minimal: 0 });
    assert.ok(pairs !== null);
    const found = range(2_000).filter(
      () => signedRankTest(range(pairs).map(() => shape + 0.03 * normal())).pGreater <= 0.01,
    ).length;
    assert.ok(found / 2_000 > 0.74, `${found / 2_000} of ${pairs} pairs at ${shape}`);
  }
  assert.equal(pairsNeeded({ deviation: 0, shift: 0.01, alpha: 0.01, power: 0.8, minimal: 0 }), 7);
  assert.equal(pairsNeeded({ deviation: 1, shift: 0.01, alpha: 0.01, power: 0.8, minimal: 0 }), null);
  assert.equal(pairsNeeded({ deviation: 1, shift: 0, alpha: 0.01, power: 0.8, minimal: 0 }), null);
});

test("what must also reach a minimal effect is found as often as asked, and never below the minimum", () => {
  const random = makeRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  const minimal = 0.03;
  const isFound = (worsenings: readonly number[]): boolean =>
    signedRankTest(worsenings).pGreater <= base.alpha && hodgesLehmann(worsenings).value >= minimal;
  for (const deviation of [0.01, 0.03, 0.08]) {
    const effect = shift({ deviation, minimal, pairs: 16 });
    assert.ok(effect > minimal);
    const found = range(2_000).filter(() => isFound(range(16).map(() => effect + deviation * normal()))).length;
    close(found / 2_000, base.power, 0.03);
  }
  const pairs = pairsNeeded({ deviation: 0.03, shift: 0.04, alpha: 0.01, power: 0.8, minimal });
  assert.ok(pairs !== null);
  const found = range(1_000).filter(() => isFound(range(pairs).map(() => 0.04 + 0.03 * normal()))).length;
  assert.ok(found / 1_000 > 0.7, `${found / 1_000} of ${pairs} pairs`);
  assert.equal(pairsNeeded({ deviation: 0.01, shift: 0.03, alpha: 0.01, power: 0.8, minimal }), null);
});
