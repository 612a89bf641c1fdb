import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { makeArrivals, type ArrivalPlan } from "../../../harness/load/arrivals.ts";

const flat: ArrivalPlan = { process: "poisson", profile: [{ seconds: 0, rate: 200 }], warmupSeconds: 0, seed: 3 };

function times(change: Partial<ArrivalPlan>, untilSeconds: number): readonly number[] {
  const next = makeArrivals({ ...flat, ...change });
  const list: number[] = [];
  for (let at = next(); at < untilSeconds; at = next()) list.push(at);
  return list;
}

function gapsOf(list: readonly number[]): readonly number[] {
  return list.slice(1).map((time, index) => time - (list[index] ?? 0));
}

/** Kolmogorov's distance of the values from a distribution, times √n: below 1.95 in 99.9% of samples of it. */
function distance(values: readonly number[], cumulative: (value: number) => number): number {
  const n = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  const gaps = sorted.map((value, index) => {
    const expected = cumulative(value);
    return Math.max(Math.abs((index + 1) / n - expected), Math.abs(index / n - expected));
  });
  return Math.max(...gaps) * Math.sqrt(n);
}

test("Poisson arrivals have exponential gaps that do not depend on each other, and counts as variable as their mean", () => {
  const list = times({}, 100);
  const gaps = gapsOf(list);
  assert.ok(distance(gaps, (gap) => 1 - Math.exp(-200 * gap)) < 1.95);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const product = (lag: number): number =>
    gaps.slice(lag).reduce((sum, gap, index) => sum + (gap - mean) * ((gaps[index] ?? 0) - mean), 0);
  assert.ok(Math.abs(product(1) / product(0)) < 3.3 / Math.sqrt(gaps.length), "neighbouring gaps are correlated");
  const counts = Array.from({ length: 1_000 }, (_, bin) => list.filter((at) => Math.floor(at * 10) === bin).length);
  const dispersion = counts.reduce((sum, count) => sum + (count - 20) ** 2, 0) / 1_000 / 20;
  assert.ok(Math.abs(dispersion - 1) < 3.3 * Math.sqrt(2 / 1_000), `variance is ${dispersion} of the mean`);
});

test("even arrivals are all equally far apart, and as many as the rate says", () => {
  const list = times({ process: "even", warmupSeconds: 2 }, 5);
  assert.equal(list.length, 1_000);
  for (const gap of gapsOf(list)) assert.ok(Math.abs(gap - 0.005) < 1e-9);
});

test("generators that take turns send together exactly the arrivals of one, whatever the process and profile", () => {
  const profile = [
    { seconds: 0, rate: 50 },
    { seconds: 2, rate: 400 },
  ];
  for (const process of ["poisson", "even"] as const) {
    const all = times({ process, profile }, 3);
    for (const count of [1, 2, 7]) {
      const turns = Array.from({ length: count }, (_, index) =>
        times({ process, profile, share: { index, of: count } }, 3),
      );
      assert.deepEqual(
        turns.flat().sort((a, b) => a - b),
        all,
      );
      turns.forEach((own, index) => assert.equal(own[1], all[index + count]));
    }
  }
});

test("a seed gives the same arrivals, another seed others", () => {
  assert.deepEqual(times({ seed: 8 }, 1), times({ seed: 8 }, 1));
  assert.notDeepEqual(times({ seed: 8 }, 1), times({ seed: 9 }, 1));
});

test("ramps and steps bring as many requests as the area below them, where they bring them", () => {
  const profile = [
    { seconds: 0, rate: 100 },
    { seconds: 2, rate: 300 },
    { seconds: 2, rate: 50 },
    { seconds: 4, rate: 50 },
    { seconds: 6, rate: 0 },
  ];
  const list = times({ process: "even", profile, warmupSeconds: 1 }, 100);
  const within = (from: number, to: number): number => list.filter((at) => at >= from + 1 && at < to + 1).length;
  assert.deepEqual([within(-1, 0), within(0, 2), within(2, 4), within(4, 6), within(6, 90)], [100, 400, 100, 50, 0]);
  assert.deepEqual([within(0, 1), within(1, 2)], [150, 250]);
  const poisson = times(
    {
      profile: [
        { seconds: 0, rate: 0 },
        { seconds: 10, rate: 2_000 },
      ],
    },
    10,
  );
  assert.ok(distance(poisson, (at) => (at / 10) ** 2) < 1.95, "a ramp's arrivals are distributed as its area");
});

test("a rate of nothing brings nothing, for a while or for ever", () => {
  const pause = [
    { seconds: 0, rate: 0 },
    { seconds: 5, rate: 0 },
    { seconds: 5, rate: 10 },
  ];
  const [first = 0] = times({ profile: pause, process: "even" }, 6);
  assert.ok(first > 5 && first < 5.2, String(first));
  assert.deepEqual(times({ profile: [{ seconds: 0, rate: 0 }] }, 1e9), []);
});

test("arrivals never go back in time, whatever the profile", () => {
  const point = fc.record({
    seconds: fc.double({ min: 0, max: 20, noNaN: true }),
    rate: fc.double({ min: 0, max: 300, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 6 }),
      fc.constantFrom("poisson" as const, "even" as const),
      (points, process) => {
        const profile = points.toSorted((a, b) => a.seconds - b.seconds);
        const list = times({ profile, process }, 25);
        for (const gap of gapsOf(list)) assert.ok(gap >= 0);
        const area = profile.reduce(
          (sum, { seconds, rate }, index) => {
            const next = profile[index + 1] ?? { seconds: 25, rate };
            return sum + ((next.seconds - seconds) * (rate + next.rate)) / 2;
          },
          (profile[0]?.seconds ?? 0) * (profile[0]?.rate ?? 0),
        );
        if (process === "even") assert.ok(Math.abs(list.length - area) <= 1);
      },
    ),
  );
});
