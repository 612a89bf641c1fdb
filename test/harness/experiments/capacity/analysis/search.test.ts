import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  searchState,
  tidy,
  trialsNeeded,
  type SearchOptions,
  type SearchTrial,
} from "../../../../../harness/experiments/capacity/analysis/search.ts";
import { makeRandom } from "../../../../../harness/stats/random.ts";
import { testWhole } from "../../../../support/grid.ts";

const options: SearchOptions = {
  startRate: 100,
  lowestRate: 4,
  highestRate: 20_000,
  step: 1.05,
  confirmations: 6,
};

/** An end has as many full trials as its contradictions ask for. */
function assertConfirmed(
  trials: readonly SearchTrial[],
  rate: number | null,
  isMet: boolean,
  how: SearchOptions,
): void {
  if (rate === null) return;
  const full = trials.filter((trial) => trial.kind === "full" && trial.rate === rate);
  const needed = trialsNeeded(full.filter((trial) => trial.isMet !== isMet).length, how.confirmations);
  assert.ok(needed !== null && full.length >= needed, `${rate} is no confirmed end: ${JSON.stringify(full)}`);
}

/** Searches until the end, which is then confirmed. */
function searchWith(
  outcome: (next: Pick<SearchTrial, "rate" | "kind">, trial: number) => boolean,
  how: SearchOptions = options,
) {
  const trials: SearchTrial[] = [];
  for (;;) {
    const state = searchState(trials, how);
    if (state.phase === "done") {
      assertConfirmed(trials, state.low, true, how);
      assertConfirmed(trials, state.high, false, how);
      return { ...state, trials };
    }
    assert.ok(trials.length < 400, "the search goes on for ever");
    trials.push({
      ...state.next,
      isMet: outcome(state.next, trials.length),
      isGeneratorLimited: false,
      isOutOfReach: false,
    });
  }
}

/** The same; `limit` is that of each trial. */
function search(limit: (trial: number) => number, how: SearchOptions = options) {
  return searchWith(({ rate }, trial) => rate <= limit(trial), how);
}

describe("the search of the highest rate", () => {
  test("ends with the limit between two ends that are a step apart, each confirmed", () => {
    for (const limit of [5, 37, 99, 100, 101, 640, 9_000]) {
      const { low, high, trials } = search(() => limit);
      assert.ok(low !== null && high !== null);
      assert.ok(low <= limit && limit < high, `${limit} in [${low}, ${high}]`);
      assert.ok(high / low <= 1.05 * 1.005, `${low} to ${high}`);
      for (const [rate, isMet] of [
        [low, true],
        [high, false],
      ] as const) {
        const full = trials.filter((trial) => trial.kind === "full" && trial.rate === rate);
        assert.deepEqual(
          full.map((trial) => trial.isMet),
          Array.from({ length: 6 }, () => isMet),
        );
      }
    }
  });

  test("says so when no rate is held, and when every one is", () => {
    const none = search(() => 0);
    assert.equal(none.low, null);
    assert.equal(none.high, 4);
    const all = search(() => Infinity);
    assert.equal(all.high, null);
    assert.equal(all.low, 20_000);
  });

  test("holds the true limit in 95 of 100 searches of a target that varies by 3% from trial to trial", () => {
    const random = makeRandom(5);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(6.283185307 * random.nextFloat());
    let [inside, trials] = [0, 0];
    const widths: number[] = [];
    const repetitions = 500;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const limit = 20 * Math.exp(5 * random.nextFloat());
      const guess = limit * (0.6 + 0.8 * random.nextFloat());
      const found = search(() => limit * Math.exp(0.03 * normal()), {
        ...options,
        startRate: guess,
        lowestRate: guess / 40,
      });
      trials += found.trials.length;
      if ((found.low ?? 0) <= limit && limit <= (found.high ?? Infinity)) inside += 1;
      widths.push((found.high ?? Infinity) / (found.low ?? 0));
    }
    const wide = widths.toSorted((a, b) => a - b)[0.95 * repetitions] ?? Infinity;
    assert.ok(wide < 1.3, `one in twenty is wider than ${wide}`);
    assert.ok(inside >= 0.95 * repetitions, `${inside} of ${repetitions}`);
    assert.ok(trials / repetitions < 40, `${trials / repetitions} trials each`);
  });

  test("an end stands one contradiction, at the price of three more trials; two put its rate inside the interval", () => {
    const { low } = search(() => 640);
    assert.ok(low !== null);
    for (const contradictions of [1, 2]) {
      const trials: SearchTrial[] = [];
      let state = searchState(trials, options);
      for (let seen = 0; state.phase !== "done"; state = searchState(trials, options)) {
        const isAtLow: boolean = state.next.kind === "full" && state.next.rate === low && seen < contradictions;
        if (isAtLow) seen += 1;
        trials.push({
          ...state.next,
          isMet: !isAtLow && state.next.rate <= 640,
          isGeneratorLimited: false,
          isOutOfReach: false,
        });
      }
      assert.ok(state.low !== null && state.low > 0.92 * low && state.low <= 640, String(state.low));
      if (contradictions === 1) assert.equal(state.low, low);
      const full = trials.filter(({ kind, rate }) => kind === "full" && rate === state.low);
      assert.ok(full.filter(({ isMet }) => isMet).length >= 6);
    }
  });

  test("rates that contradict one another lie inside the interval, whose ends are soon far enough from them", () => {
    // Up to 100 every trial meets the objectives, from 125 on none; between them they do by turns.
    let turn = false;
    const trials: SearchTrial[] = [];
    let state = searchState(trials, options);
    for (; state.phase !== "done"; state = searchState(trials, options)) {
      assert.ok(trials.length < 60, "the search walks on and on");
      for (const end of [state.low, state.high])
        assert.ok(end === null || trials.some(({ rate }) => rate === end), `nothing was tried at ${end}`);
      turn = !turn;
      const { rate } = state.next;
      trials.push({
        ...state.next,
        isMet: rate <= 100 || (rate < 125 && turn),
        isGeneratorLimited: false,
        isOutOfReach: false,
      });
    }
    const { low, high } = state;
    assert.ok(low !== null && low > 70 && low <= 100, String(low));
    assert.ok(high !== null && high >= 125 && high < 180, String(high));
  });

  test("where full trials turn round beside a contradiction, the end is looked for further out", () => {
    // Short trials are lucky: 100, 112 and 115 pass. At 115 full ones contradict one another; lower ones miss down to 95.
    const seen = new Map<number, number>();
    const { low, high } = searchWith(({ rate, kind }) => {
      const count = (seen.get(rate) ?? 0) + (kind === "full" ? 1 : 0);
      seen.set(rate, count);
      if (kind === "short") return rate < 116;
      return rate < 95 || (rate > 108 && rate < 116 && count % 2 === 1);
    });
    assert.ok(low !== null && low < 95 && low > 60, String(low));
    assert.ok(high !== null && high >= 116, String(high));
  });

  testWhole("a target that varies and drifts takes no more trials than a patient user has", () => {
    const random = makeRandom(7);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(6.283185307 * random.nextFloat());
    const counts = Array.from({ length: 200 }, () => {
      let drift = 0;
      return search(() => {
        drift += 0.02 * normal();
        return 640 * Math.exp(0.08 * normal() + drift);
      }).trials.length;
    }).sort((a, b) => a - b);
    assert.ok((counts[100] ?? Infinity) <= 45 && (counts[180] ?? Infinity) <= 60, `${counts[100]}, ${counts[180]}`);
  });

  test("one slip at the beginning does not bound the search", () => {
    let first = true;
    const { low, high } = search(() => {
      const isSlip = first;
      first = false;
      return isSlip ? 0 : 1_000;
    });
    assert.ok(low !== null && high !== null && low <= 1_000 && high > 1_000, `[${low}, ${high}]`);
    assert.ok(high / low < 1.06, `[${low}, ${high}]`);
  });

  test("depends on its trials alone, so that it can be gone on with", () => {
    const { trials } = search(() => 333);
    for (const [index, trial] of trials.entries()) {
      const state = searchState(trials.slice(0, index), options);
      assert.ok(state.phase !== "done");
      assert.deepEqual(state.next, { rate: trial.rate, kind: trial.kind });
    }
  });

  test("rates are those that people would write", () => {
    assert.equal(tidy(128.37), 128);
    assert.equal(tidy(12_345.6), 12_300);
    assert.equal(tidy(0.123_45), 0.123);
  });
});
