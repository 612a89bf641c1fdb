import type { Bounds, ScalingModel } from "../result.ts";
import {
  fitScalability,
  freeParameters,
  peakWorkers,
  predictedThroughput,
  type ScalabilityFit,
  type ScalePoint,
} from "../../../stats/scalability.ts";
import { twoWay } from "../../../stats/two-way.ts";
import { list, percent, significant } from "../../../units.ts";
import {
  bandOf,
  bandThresholds,
  holdOutUpperHalf,
  measuredOf,
  misfit,
  regionOf,
  type Measured,
} from "./scaling-band.ts";

export const scalingThresholds = {
  fewestWorkerCounts: 6,
  fewestBlocks: 2,
  /** Of the test for lack of fit against the error between replicates. */
  lackOfFitLevel: 0.05,
} as const;

/** A further worker that adds less than this share of what the first gives marks the knee. */
const kneeShare = 0.5;

/** Throughput of so many workers in one block. */
export type ScaleTrial = ScalePoint & { readonly block: number };

/** A law that fits the trials, or why none is claimed: what follows "No law of scaling:". */
export type Modelled = { readonly model: ScalingModel | null; readonly refusals: readonly string[] };

/**
 * The better of Amdahl's law and the Universal Scalability Law by AICc, fitted to every trial, with a band that allows for the
 * form of the law as well as for its parameters; or why there is none.
 */
export function fitLaw(trials: readonly ScaleTrial[]): Modelled {
  const counts = [...new Set(trials.map(({ workers }) => workers))].sort((a, b) => a - b);
  if (counts.length < scalingThresholds.fewestWorkerCounts) {
    const which = counts.length === 0 ? "" : ` (${list(counts.map(String))})`;
    return refused(
      `it takes at least ${scalingThresholds.fewestWorkerCounts} worker counts; there ${counts.length === 1 ? "is" : "are"} ${counts.length}${which}; add more with --workers.`,
    );
  }
  const layout = twoWay(
    trials.map(({ workers, block, throughput }) => ({ treatment: workers, block, value: Math.log(throughput) })),
  );
  if (layout.blocks < scalingThresholds.fewestBlocks) {
    return refused("there is one trial per worker count; it takes at least two to tell a law from noise.");
  }
  if (!(layout.freedom > 0 && layout.variance > 0)) {
    return refused("too few trials have a result to tell a law from noise.");
  }
  const measured = measuredOf(layout);
  // Every shape of Amdahl's law is one of the Universal Scalability Law.
  const region = regionOf(measured, ["usl", "power"]);
  const { ratio, p } = misfit(measured, region, freeParameters.usl);
  if (p < scalingThresholds.lackOfFitLevel) {
    return refused(
      `none fits: the error of the fit exceeds that between trials with the same workers (p ${significant(p, 1)}).`,
    );
  }
  const { missed, fitted, supported } = holdOutUpperHalf(measured);
  if (missed !== null) {
    return refused(
      `fitted to the lower half of the worker counts (${list(fitted.map(String))}), it does not predict the throughput of ${missed} workers.`,
    );
  }
  const band = bandOf(measured, region, ratio);
  const largest = counts.at(-1) ?? 0;
  const width = halfWidth(band(largest));
  if (width > bandThresholds.relativeHalfWidth) {
    return refused(
      `its prediction is too wide, ±${percent(width, 2)} at ${largest} workers; at most ±${percent(bandThresholds.relativeHalfWidth, 2)} is accepted.`,
    );
  }
  const reach = Math.min(bandThresholds.extrapolation, supported);
  return { model: describeModel(bestFit(trials, measured), measured, { band, largest, reach }), refusals: [] };
}

export function refused(reason: string): Modelled {
  return { model: null, refusals: [reason] };
}

/** By relative errors, since noise is a share of the throughput. */
function bestFit(trials: readonly ScaleTrial[], { points }: Measured): ScalabilityFit {
  const weighted = trials.map(({ workers, throughput }) => ({
    workers,
    throughput,
    weight: Math.exp(-2 * (points.find((point) => point.workers === workers)?.log ?? 0)),
  }));
  const [amdahl, usl] = [fitScalability(weighted, "amdahl"), fitScalability(weighted, "usl")];
  return usl.aicc < amdahl.aicc ? usl : amdahl;
}

type Stretch = {
  readonly band: (workers: number) => Bounds;
  readonly largest: number;
  /** How many times the largest count it may speak of. */
  readonly reach: number;
};

function describeModel(fit: ScalabilityFit, measured: Measured, { band, largest, reach }: Stretch): ScalingModel {
  const { law, gamma, sigma, kappa } = fit;
  const own = regionOf(measured, [law === "usl" ? "usl" : "contention"]);
  const excess = measured.variance * measured.t ** 2;
  const boundsOf = (which: "first" | "second", estimate: number): Bounds => {
    const { low, high } = own.shape(which, excess);
    return { low: Math.min(low, estimate), high: Math.max(high, estimate) };
  };
  const kappaBounds = law === "usl" ? boundsOf("second", kappa) : null;
  const peak = peakWorkers(fit);
  const curve = Array.from({ length: Math.floor(largest * reach) }, (_, index) => {
    const workers = index + 1;
    const throughput = predictedThroughput(fit, workers);
    const { low, high } = band(workers);
    return {
      workers,
      throughput,
      low: Math.min(low, throughput),
      high: Math.max(high, throughput),
      efficiency: throughput / workers / predictedThroughput(fit, 1),
      addedByOneMore: predictedThroughput(fit, workers + 1) / throughput - 1,
      isExtrapolated: workers > largest,
    };
  });
  const beyond = curve.findIndex(
    (point) => point.isExtrapolated && halfWidth(point) > bandThresholds.relativeHalfWidth,
  );
  return {
    law,
    gamma,
    sigma,
    kappa,
    sigmaBounds: boundsOf("first", sigma),
    kappaBounds,
    peakWorkers: peak !== null && kappaBounds !== null && kappaBounds.low > 0 && peak <= largest ? peak : null,
    kneeWorkers: curve.find(({ workers }) => workers < largest && marginal(fit, workers) < kneeShare)?.workers ?? null,
    curve: beyond < 0 ? curve : curve.slice(0, beyond),
  };
}

/** What one more worker than so many adds, as a share of what the first gives. */
function marginal(fit: ScalabilityFit, workers: number): number {
  return (predictedThroughput(fit, workers + 1) - predictedThroughput(fit, workers)) / predictedThroughput(fit, 1);
}

function halfWidth({ low, high }: Bounds): number {
  return (high - low) / (high + low);
}
