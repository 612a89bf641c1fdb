import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitLaw, type ScaleTrial } from "../../../../../harness/experiments/capacity/analysis/scaling-law.ts";
import { makeRandom } from "../../../../../harness/stats/random.ts";
import { predictedThroughput } from "../../../../../harness/stats/scalability.ts";

type Law = { readonly gamma: number; readonly sigma: number; readonly kappa: number };

/** Trials of a target that follows the law, with noise of so many per cent. */
function trialsOf(law: Law, counts: readonly number[], noise = 1, blocks = 6, seed = 3): readonly ScaleTrial[] {
  const random = makeRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(6.283185307 * random.nextFloat());
  return Array.from({ length: blocks }, (_, block) =>
    counts.map((workers) => ({
      workers,
      block,
      throughput: predictedThroughput(law, workers) * (1 + (noise / 100) * normal()),
    })),
  ).flat();
}

const counts = [1, 2, 4, 6, 8, 12, 16];
const amdahl: Law = { gamma: 100, sigma: 0.05, kappa: 0 };
const usl: Law = { gamma: 100, sigma: 0.02, kappa: 0.005 };

/** The trials, each with its throughput multiplied. */
function scaled(trials: readonly ScaleTrial[], factor: (trial: ScaleTrial) => number): readonly ScaleTrial[] {
  return trials.map(({ workers, block, throughput }) => ({
    workers,
    block,
    throughput: throughput * factor({ workers, block, throughput }),
  }));
}

describe("the law of scaling", () => {
  test("is Amdahl's where there is no coherency, with the truth in its bounds", () => {
    const { model, refusals } = fitLaw(trialsOf(amdahl, counts));
    assert.deepEqual(refusals, []);
    assert.equal(model?.law, "amdahl");
    assert.ok(model.sigmaBounds.low <= 0.05 && model.sigmaBounds.high >= 0.05, JSON.stringify(model.sigmaBounds));
    assert.equal(model.peakWorkers, null);
    assert.equal(model.kappaBounds, null);
  });

  test("has bounds that hold the truth as often as they say, few as the blocks are", () => {
    const found = Array.from({ length: 40 }, (_, seed) => fitLaw(trialsOf(amdahl, counts, 2, 6, seed)).model);
    const bounds = found.flatMap((model) => (model?.law === "amdahl" ? [model.sigmaBounds] : []));
    const inside = bounds.filter(({ low, high }) => low <= amdahl.sigma && amdahl.sigma <= high).length;
    assert.ok(bounds.length >= 25, `a law in ${bounds.length} of 40`);
    assert.ok(inside >= 0.88 * bounds.length, `${inside} of ${bounds.length}`);
  });

  test("has a peak where coherency is shown and the peak was measured", () => {
    const { model } = fitLaw(trialsOf(usl, [...counts, 20]));
    assert.equal(model?.law, "usl");
    assert.ok(model.kappaBounds !== null);
    assert.ok(model.kappaBounds.low > 0 && model.kappaBounds.low <= 0.005 && model.kappaBounds.high >= 0.005);
    assert.ok(Math.abs((model.peakWorkers ?? 0) - 14) < 1, String(model.peakWorkers));
    assert.ok((model.kneeWorkers ?? Infinity) < (model.peakWorkers ?? 0));
    const beyond = fitLaw(trialsOf(usl, [1, 2, 3, 4, 6, 8]));
    assert.equal(beyond.model?.peakWorkers, null, "14 workers were not measured");
  });

  test("speaks of half as many workers again as were measured at most, and marks those", () => {
    const { model } = fitLaw(trialsOf(amdahl, counts));
    assert.equal(model?.curve.at(-1)?.workers, 24);
    assert.deepEqual(
      model.curve.filter(({ isExtrapolated }) => !isExtrapolated).map(({ workers }) => workers),
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    for (const { low, throughput, high } of model.curve) assert.ok(low <= throughput && throughput <= high);
  });

  test("is refused with fewer than six worker counts", () => {
    const { model, refusals } = fitLaw(trialsOf(amdahl, [1, 2, 4, 8, 16]));
    assert.equal(model, null);
    assert.match(refusals.join(), /it takes at least 6 worker counts; there are 5 \(1, 2, 4, 8 and 16\); add more/);
  });

  test("is refused where it does not fit", () => {
    const stepped = scaled(trialsOf(amdahl, counts), ({ workers }) => (workers === 4 ? 0.7 : 1));
    assert.match(fitLaw(stepped).refusals.join(), /none fits/);
  });

  test("is refused where the largest count is not what the others predict", () => {
    const broken = scaled(trialsOf(amdahl, counts, 4, 6), ({ workers }) => (workers === 16 ? 0.86 : 1));
    const { model, refusals } = fitLaw(broken);
    assert.equal(model, null);
    assert.match(refusals.join(), /none fits|does not predict the throughput of 16 workers/);
  });

  test("is refused where it would predict too little", () => {
    const restless = scaled(trialsOf(amdahl, counts, 1, 4), ({ block }) => [0.4, 0.8, 1.2, 2][block] ?? 1);
    const { model, refusals } = fitLaw(restless);
    assert.equal(model, null);
    assert.match(refusals.join(), /its prediction is too wide, ±\d+% at 16 workers; at most ±25% is accepted/);
  });

  test("is refused with one trial of each count, for that reason", () => {
    const { model, refusals } = fitLaw(trialsOf(amdahl, counts, 2, 1));
    assert.equal(model, null);
    assert.match(refusals.join(), /there is one trial per worker count; it takes at least two/);
  });

  test("does not stretch beyond its data the first six points of a machine that did not follow a law", () => {
    // SPEC SDM91 on a Sun SPARCcenter 2000: Gunther, Guerrilla Capacity Planning, table 5.1. At 216 it gave 1702.2.
    const found = { 1: 64.9, 18: 995.9, 36: 1652.4, 72: 1853.2, 108: 1828.9, 144: 1775 };
    const wrong = Array.from({ length: 40 }, (_, seed) => {
      const noise = trialsOf({ gamma: 1, sigma: 1, kappa: 0 }, Object.keys(found).map(Number), 3, 3 + (seed % 6), seed);
      const machine = new Map(Object.entries(found).map(([workers, throughput]) => [Number(workers), throughput]));
      const trials = scaled(noise, ({ workers }) => machine.get(workers) ?? 0);
      const point = fitLaw(trials).model?.curve.find(({ workers }) => workers === 216);
      return point !== undefined && (point.low > 1702.2 || point.high < 1702.2);
    });
    assert.ok(wrong.filter(Boolean).length <= 2, `${wrong.filter(Boolean).length} of 40 wrong at 216`);
  });

  test("takes what is common to a block for the block's, not for noise", () => {
    const levels = [0.99, 1, 1.01, 1.02, 0.98, 1];
    const { model, refusals } = fitLaw(scaled(trialsOf(amdahl, counts, 1), ({ block }) => levels[block] ?? 1));
    assert.deepEqual(refusals, []);
    for (const { workers, low, high, isExtrapolated } of model?.curve ?? []) {
      const truth = predictedThroughput(amdahl, workers);
      assert.ok(isExtrapolated || (low <= truth && truth <= high), `${low} ${truth} ${high} at ${workers}`);
    }
  });
});
