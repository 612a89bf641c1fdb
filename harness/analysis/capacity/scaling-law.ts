import type { Bounds, ScalingModel } from "../../model/index.ts";
import { fUpperTail } from "../../stats/f-distribution.ts";
import { normalQuantile } from "../../stats/normal.ts";
import { quantile } from "../../stats/quantile.ts";
import { makeRandom, type Random } from "../../stats/random.ts";
import {
  fitScalability,
  freeParameters,
  peakWorkers,
  predictedThroughput,
  type ScalabilityFit,
  type ScalePoint,
} from "../../stats/scalability.ts";
import { list, percent, significant } from "../../units.ts";

export const scalingThresholds = {
  fewestWorkerCounts: 6,
  /** How far beyond the largest number of workers measured a prediction may go. */
  extrapolation: 2,
  /** Half-width of a prediction over the prediction, at most. */
  relativeHalfWidth: 0.25,
  /** Of the test for lack of fit against the error between replicates. */
  lackOfFitLevel: 0.01,
  confidence: 0.95,
  replicates: 1_000,
} as const;

/** A further worker that adds less than this share of what the first gives marks the knee. */
const kneeShare = 0.5;

/** Throughput of so many workers in one block. */
export type ScaleTrial = ScalePoint & { readonly block: number };

/** A law that fits the trials, or why none is claimed: what follows "No law of scaling:". */
export type Modelled = { readonly model: ScalingModel | null; readonly refusals: readonly string[] };

/**
 * The better of Amdahl's law and the Universal Scalability Law by AICc, fitted to every trial, with intervals from a
 * bootstrap over blocks; or why there is none.
 */
export function fitLaw(trials: readonly ScaleTrial[], seed: number): Modelled {
  const counts = [...new Set(trials.map(({ workers }) => workers))].sort((a, b) => a - b);
  if (counts.length < scalingThresholds.fewestWorkerCounts) {
    const which = counts.length === 0 ? "" : ` (${list(counts.map(String))})`;
    return refused(
      `it takes ${scalingThresholds.fewestWorkerCounts} worker counts or more; there ${counts.length === 1 ? "is" : "are"} ${counts.length}${which}; name more with --workers.`,
    );
  }
  const fit = bestFit(trials);
  const lack = lackOfFit(trials, fit);
  if (lack !== null && lack < scalingThresholds.lackOfFitLevel) {
    return refused(
      `none fits: its error is more than that between trials of the same workers (p ${significant(lack, 1)}).`,
    );
  }
  const random = makeRandom(seed);
  const largest = counts.at(-1) ?? 0;
  const heldOut = predictsLargest(trials, largest, random);
  if (!heldOut) {
    return refused(`fitted to the other worker counts alone, it does not predict what ${largest} workers gave.`);
  }
  const replicates = bootstrap(trials, fit, random);
  const width = halfWidth(predictionBounds(fit, replicates, largest));
  if (width > scalingThresholds.relativeHalfWidth) {
    return refused(
      `what it would predict is too wide, ±${percent(width, 2)} at ${largest} workers; ±${percent(scalingThresholds.relativeHalfWidth, 2)} is accepted.`,
    );
  }
  return { model: describeModel(fit, replicates, largest), refusals: [] };
}

export function refused(reason: string): Modelled {
  return { model: null, refusals: [reason] };
}

function bestFit(trials: readonly ScalePoint[]): ScalabilityFit {
  const [amdahl, usl] = [fitScalability(trials, "amdahl"), fitScalability(trials, "usl")];
  return usl.aicc < amdahl.aicc ? usl : amdahl;
}

/** p of the F test of the law's error against the error between trials of the same workers; null without replicates. */
function lackOfFit(trials: readonly ScalePoint[], fit: ScalabilityFit): number | null {
  const groups = [...Map.groupBy(trials, ({ workers }) => workers)];
  const pureFreedom = trials.length - groups.length;
  const lackFreedom = groups.length - freeParameters[fit.law];
  if (pureFreedom < 1 || lackFreedom < 1) return null;
  let [pure, lack] = [0, 0];
  for (const [workers, own] of groups) {
    const mean = meanOf(own);
    pure += own.reduce((sum, { throughput }) => sum + (throughput - mean) ** 2, 0);
    lack += own.length * (mean - predictedThroughput(fit, workers)) ** 2;
  }
  if (pure === 0) return null;
  return fUpperTail(lack / lackFreedom / (pure / pureFreedom), lackFreedom, pureFreedom);
}

/** Whether the law, fitted without the largest number of workers, predicts what that gave, as far as both are known. */
function predictsLargest(trials: readonly ScaleTrial[], largest: number, random: Random): boolean {
  const others = trials.filter(({ workers }) => workers !== largest);
  const own = trials.filter(({ workers }) => workers === largest);
  const found = meanOf(own);
  const fit = bestFit(others);
  const { fits, widening } = bootstrap(others, fit, random);
  const predictions = fits.map((replicate) => {
    const again = Array.from(own, () => own[random.nextInt(own.length)] ?? { throughput: found });
    return predictedThroughput(replicate, largest) + meanOf(again) - found;
  });
  const { low, high } = boundsAbout(predictedThroughput(fit, largest), predictions, widening);
  return low <= found && found <= high;
}

/** Fits to blocks drawn again with replacement: what is common to a block stays together. */
function bootstrap(trials: readonly ScaleTrial[], fit: ScalabilityFit, random: Random): Bootstrap {
  const blocks = [...Map.groupBy(trials, ({ block }) => block).values()];
  const fits = Array.from({ length: scalingThresholds.replicates }, () => {
    const drawn = blocks.flatMap(() => blocks[random.nextInt(blocks.length)] ?? []);
    return fitScalability(drawn, fit.law, fit);
  });
  return { fits, widening: wideningFor(blocks.length) };
}

type Bootstrap = { readonly fits: readonly ScalabilityFit[]; readonly widening: number };

function describeModel(fit: ScalabilityFit, replicates: Bootstrap, largest: number): ScalingModel {
  const { law, gamma, sigma, kappa } = fit;
  const boundsOfParameter = (read: (one: ScalabilityFit) => number): Bounds => {
    const { low, high } = boundsAbout(read(fit), replicates.fits.map(read), replicates.widening);
    return { low: Math.max(0, low), high };
  };
  const kappaBounds = law === "usl" ? boundsOfParameter((one) => one.kappa) : null;
  const peak = peakWorkers(fit);
  const furthest = largest * scalingThresholds.extrapolation;
  const curve = Array.from({ length: furthest }, (_, index) => {
    const workers = index + 1;
    const throughput = predictedThroughput(fit, workers);
    return {
      workers,
      throughput,
      ...predictionBounds(fit, replicates, workers),
      efficiency: throughput / workers / predictedThroughput(fit, 1),
      addedByOneMore: predictedThroughput(fit, workers + 1) / throughput - 1,
      isExtrapolated: workers > largest,
    };
  });
  const beyond = curve.findIndex((point) => halfWidth(point) > scalingThresholds.relativeHalfWidth);
  return {
    law,
    gamma,
    sigma,
    kappa,
    sigmaBounds: boundsOfParameter((one) => one.sigma),
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

function predictionBounds(fit: ScalabilityFit, { fits, widening }: Bootstrap, workers: number): Bounds {
  const values = fits.map((replicate) => predictedThroughput(replicate, workers));
  return boundsAbout(predictedThroughput(fit, workers), values, widening);
}

/**
 * The middle 95% of bootstrap values, widened about the estimate: with few blocks they vary less than the estimate does,
 * by √((B − 1)/B), and Student's t is wider than the normal distribution.
 */
function boundsAbout(estimate: number, values: readonly number[], widening: number): Bounds {
  const tail = (1 - scalingThresholds.confidence) / 2;
  const [low, high] = [quantile(values, tail), quantile(values, 1 - tail)];
  return { low: estimate - widening * (estimate - low), high: estimate + widening * (high - estimate) };
}

/** How much wider than bootstrap values an interval from so many blocks must be. */
function wideningFor(blocks: number): number {
  if (blocks < 2) return Infinity;
  const level = 1 - scalingThresholds.confidence;
  let [low, high] = [0, 1_000];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    // Student's t squared is F with one degree of freedom above.
    if (fUpperTail(middle ** 2, 1, blocks - 1) > level) low = middle;
    else high = middle;
  }
  return (low / normalQuantile(1 - level / 2)) * Math.sqrt(blocks / (blocks - 1));
}

function halfWidth({ low, high }: Bounds): number {
  return (high - low) / (high + low);
}

function meanOf(trials: readonly { readonly throughput: number }[]): number {
  return trials.reduce((sum, { throughput }) => sum + throughput, 0) / trials.length;
}
