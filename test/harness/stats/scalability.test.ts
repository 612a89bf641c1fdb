import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import {
  fitScalability,
  peakWorkers,
  predictedThroughput,
  type ScalePoint,
} from "../../../harness/stats/scalability.ts";
import { close } from "./support.ts";

function points(pairs: Readonly<Record<number, number>>): readonly ScalePoint[] {
  return Object.entries(pairs).map(([workers, throughput]) => ({ workers: Number(workers), throughput }));
}

const toy = points({ 1: 1, 2: 1.8868, 4: 3.0769, 6: 3.5294, 8: 3.5398, 10: 3.3557 });

/** SPEC SDM91 on a Sun SPARCcenter 2000: Gunther, Guerrilla Capacity Planning, table 5.1. */
const specSdm = points({ 1: 64.9, 18: 995.9, 36: 1652.4, 72: 1853.2, 108: 1828.9, 144: 1775, 216: 1702.2 });

/** A ray tracer on a NUMA machine: the same book, table 5.5. */
const rayTracer = points({
  1: 20,
  4: 78,
  8: 130,
  12: 170,
  16: 190,
  20: 200,
  24: 210,
  28: 230,
  32: 260,
  48: 280,
  64: 310,
});

function isUslBetter(data: readonly ScalePoint[]): boolean {
  return fitScalability(data, "usl").aicc < fitScalability(data, "amdahl").aicc;
}

/** Three trials of each point. */
function threefold(data: readonly ScalePoint[]): readonly ScalePoint[] {
  return [0.99, 1, 1.01].flatMap((share) =>
    data.map(({ workers, throughput }) => ({ workers, throughput: share * throughput })),
  );
}

describe("the Universal Scalability Law", () => {
  test("finds the parameters that made the data", () => {
    const fit = fitScalability(toy, "usl");
    close(fit.gamma, 1, 5e-4);
    close(fit.sigma, 0.02, 5e-5);
    close(fit.kappa, 0.02, 5e-5);
    close(peakWorkers(fit), 7, 5e-3);
  });

  test("fits SPEC SDM91 as published, with its standard errors and intervals", () => {
    const fit = fitScalability(specSdm, "usl");
    close(fit.gamma, 89.9952, 5e-4);
    close(fit.sigma, 0.0277285, 5e-7);
    close(fit.kappa, 1.043655e-4, 5e-9);
    close(peakWorkers(fit), 96.5196, 5e-3);
    close(predictedThroughput(fit, peakWorkers(fit) ?? 0), 1883.9, 0.05);
    close(fit.residualDeviation, 82.8458, 5e-4);
    const { gamma, sigma, kappa } = fit.standardErrors;
    close(gamma, 14.2135, 5e-4);
    close(sigma, 0.0091217, 5e-7);
    close(kappa, 1.98753e-5, 5e-10);
    const t4 = 2.7764451;
    close(fit.sigma - t4 * (sigma ?? 0), 0.0024, 5e-6);
    close(fit.sigma + t4 * (sigma ?? 0), 0.05305, 5e-6);
    close(fit.kappa - t4 * (kappa ?? 0), 4.918e-5, 5e-9);
    close(fit.kappa + t4 * (kappa ?? 0), 1.5955e-4, 5e-9);
  });

  test("holds coherency at its bound where the data have none, and then there is no peak", () => {
    const fit = fitScalability(rayTracer, "usl");
    close(fit.gamma, 21.8488, 5e-4);
    close(fit.sigma, 0.0577708, 5e-7);
    assert.equal(fit.kappa, 0);
    assert.equal(fit.standardErrors.kappa, null);
    assert.equal(peakWorkers(fit), null);
  });

  test("is chosen over Amdahl's law only where it earns its parameter", () => {
    assert.equal(isUslBetter(threefold(specSdm)), true);
    assert.equal(isUslBetter(specSdm), false, "seven points are too few to tell");
    assert.equal(isUslBetter(threefold(rayTracer)), false);
    const { sigma, kappa } = fitScalability(rayTracer, "amdahl");
    close(sigma, 0.0577708, 5e-7);
    assert.equal(kappa, 0);
  });

  test("finds any law again from exact data, whatever the unit", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (gamma, sigma, kappa) => {
          const law = { gamma, sigma, kappa };
          const exact = [1, 2, 3, 4, 6, 8, 12].map((workers) => ({
            workers,
            throughput: predictedThroughput(law, workers),
          }));
          const fit = fitScalability(exact, "usl");
          for (const { workers, throughput } of exact) {
            close(predictedThroughput(fit, workers) / throughput, 1, 1e-6);
          }
          close(fit.sigma, sigma, 1e-5);
          close(fit.kappa, kappa, 1e-5);
        },
      ),
    );
  });

  test("needs as many points as it has parameters, and positive ones", () => {
    assert.throws(() => fitScalability(toy.slice(0, 2), "usl"), RangeError);
    assert.throws(() => fitScalability([...toy, { workers: 3, throughput: 0 }], "usl"), RangeError);
    assert.equal(fitScalability(toy.slice(0, 4), "usl").aicc, Infinity);
  });
});
