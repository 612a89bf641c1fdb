import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeRandom } from "../../../harness/stats/random.ts";
import { theilSen } from "../../../harness/stats/theil-sen.ts";
import { close } from "./support.ts";

const line = (n: number, slope: number, noise: () => number) =>
  Array.from({ length: n }, (_, x) => ({ x, y: 3 + slope * x + noise() }));

describe("the slope of Theil and Sen", () => {
  test("is that of the line, and outliers do not move it", () => {
    const points = line(12, 2.5, () => 0).map(({ x, y }) => ({ x, y: x === 4 ? 1_000 : y }));
    close(theilSen(points)?.value ?? null, 2.5, 1e-9);
  });

  test("is the median of the slopes between all pairs", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 2, y: 4 },
    ];
    assert.equal(theilSen(points)?.value, 2);
  });

  test("has an interval that holds the true slope as often as it says", () => {
    const random = makeRandom(11);
    const noise = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(6.283185 * random.nextFloat());
    let inside = 0;
    for (let repetition = 0; repetition < 1_000; repetition += 1) {
      const slope = theilSen(line(14, 0.3, noise));
      if ((slope?.low ?? Infinity) <= 0.3 && (slope?.high ?? -Infinity) >= 0.3) inside += 1;
    }
    assert.ok(inside >= 930 && inside <= 975, `${inside} of 1,000`);
  });

  test("has none of too few points", () => {
    assert.equal(theilSen([{ x: 1, y: 2 }]), null);
    assert.equal(
      theilSen([
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ]),
      null,
    );
    assert.deepEqual(
      theilSen([
        { x: 0, y: 0 },
        { x: 1, y: 2 },
      ]),
      { value: 2, low: null, high: null },
    );
  });
});
