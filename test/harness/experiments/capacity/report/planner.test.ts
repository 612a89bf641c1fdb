import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  adviseLoad,
  type PlannerArm,
  type PlannerData,
  type Wish,
} from "../../../../../harness/experiments/capacity/report/planner.ts";

const point = (offered: number, p99: number) => ({
  kind: "full" as const,
  offered,
  errorShare: 0,
  isSteady: true,
  micros: { p50: p99 / 2, p99 },
});

const one: PlannerArm = {
  workers: 1,
  isBeyondCores: false,
  held: 130,
  trials: 9,
  agreeing: 8,
  isConfirmed: true,
  isAtLeast: false,
  memoryBytes: 64 * 2 ** 20,
  points: [point(60, 10_000), point(100, 30_000), point(130, 90_000), point(137, 140_000)],
};
const two: PlannerArm = {
  ...one,
  workers: 2,
  held: 250,
  memoryBytes: 128 * 2 ** 20,
  points: [point(200, 20_000), point(250, 80_000)],
};

const data: PlannerData = {
  strategies: [{ title: "Cluster", arms: [one, two] }],
  bounds: [
    { percentile: "p99", isStrict: true, limit: 100_000 },
    { percentile: "p50", isStrict: false, limit: 60_000 },
    { percentile: null, isStrict: false, limit: 0.001 },
  ],
};

const searched: Wish = { load: 100, headroom: 0, percentile: "p99", limitMillis: 100 };

function advise(change: Partial<Wish>, from: PlannerData = data) {
  const [advice] = adviseLoad(from, { ...searched, ...change });
  assert.ok(advice);
  return advice;
}

function rateAt(limitMillis: number): number {
  return Number(/^([\d,]+) req\/s/.exec(advise({ limitMillis, load: 1 }).basis)?.[1] ?? 0);
}

describe("the planner", () => {
  test("takes the fewest workers that hold the load with the headroom", () => {
    assert.equal(advise({}).answer, "1 worker, 77% used");
    assert.equal(advise({ headroom: 0.3 }).answer, "2 workers, 40% used");
    assert.equal(advise({ load: 130 }).answer, "1 worker, 100% used");
    assert.equal(advise({}).memory, "64 MiB");
    assert.match(advise({}).basis, /^130 req\/s with 1 worker, confirmed by 8 of 9 trials$/);
  });

  test("multiplies machines beyond one, and says that these were not measured", () => {
    const { answer, memory, basis } = advise({ load: 1_000, headroom: 0.5 });
    assert.equal(answer, "8 machines of 2 workers, 50% used");
    assert.equal(memory, "1,020 MiB");
    assert.match(basis, /the number of machines is arithmetic, not measured/);
  });

  test("asks the trials for another objective, and says how many speak for it", () => {
    const { answer, basis } = advise({ limitMillis: 50 });
    assert.equal(answer, "1 worker, 100% used");
    assert.match(basis, /^100 req\/s with 1 worker, met in 1 of 1 trial, not searched for$/);
  });

  test("refuses what the trials cannot say", () => {
    const { answer, basis } = advise({ limitMillis: 5 });
    assert.deepEqual([answer, basis], ["unknown", "no rate tried meets this"]);
    assert.match(advise({ percentile: "p75", limitMillis: 90 }).basis, /no rate tried meets this/);
    const unheld = { ...data, strategies: [{ title: "Cluster", arms: [{ ...one, held: null }] }] };
    assert.match(advise({}, unheld).basis, /no rate that meets the objectives/);
    const easy = { ...data, strategies: [{ title: "Cluster", arms: [{ ...one, points: one.points.slice(0, 2) }] }] };
    assert.match(advise({ percentile: "p50", limitMillis: 50 }, easy).basis, /the highest one was not searched for/);
  });

  test("never says less for a looser objective than was found for the stricter, and less for a stricter one", () => {
    const limits = [20, 35, 50, 99, 100, 101, 130, 200, 1_000];
    const rates = limits.map(rateAt);
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => a - b),
    );
    assert.ok((rates[0] ?? 0) < 130 && (rates.at(-1) ?? 0) >= 130);
  });

  test("keeps the other objectives when one is replaced", () => {
    const slow = {
      ...one,
      points: [point(60, 10_000), { ...point(100, 30_000), micros: { p50: 70_000, p99: 30_000 } }],
    };
    const { basis } = advise({ limitMillis: 50 }, { ...data, strategies: [{ title: "Cluster", arms: [slow] }] });
    assert.match(basis, /^60 req\/s/);
  });

  test("as searched for needs no latency, and what the generator limited may need fewer", () => {
    assert.match(advise({ percentile: "", limitMillis: Number.NaN }).basis, /confirmed by 8 of 9/);
    const limited = { ...data, strategies: [{ title: "Cluster", arms: [{ ...one, isAtLeast: true }] }] };
    assert.match(advise({ load: 300 }, limited).answer, /^at most 3 machines/);
    assert.match(advise({ load: 300 }, limited).basis, /the generator was the limit/);
  });

  test("asks for what is missing", () => {
    for (const wish of [{ load: Number.NaN }, { load: 0 }, { headroom: 0.96 }, { limitMillis: Number.NaN }]) {
      assert.match(advise(wish).basis, /^type a load/);
    }
  });
});
