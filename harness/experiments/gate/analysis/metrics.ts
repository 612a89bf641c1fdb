import type { GatedMetric, GateSettings, MachineSpeed, MeasuredTrial, MetricUnit } from "../../../model/index.ts";
import { explainedShare } from "../../../stats/covariate.ts";
import { detectableShift, pairsNeeded } from "../../../stats/detectable.ts";
import type { IntervalEstimate } from "../../../stats/estimate.ts";
import { exponential, hodgesLehmann } from "../../../stats/hodges-lehmann.ts";
import { medianInterval } from "../../../stats/order-interval.ts";
import { signedRankTest } from "../../../stats/signed-rank.ts";
import { standardDeviation } from "../../../stats/standard-deviation.ts";
import { judgedCount, judgeSeries, levelsFor, pairsToFind, type Judgement, type Series } from "./rule.ts";
import { metrics, type Metric } from "../../../analysis/metrics.ts";
import { verdictLevels, type VerdictLevels } from "../../../analysis/verdict-levels.ts";

/** Chance with which the smallest detectable worsening is found. */
const power = 0.8;

/** Base and head, measured one after the other. */
export type Pair = { readonly base: MeasuredTrial; readonly head: MeasuredTrial };

/** Head against base in each metric of the gate that some pair has a figure of. */
export function judgeMetrics(
  pairs: readonly Pair[],
  gate: GateSettings,
  levels: VerdictLevels,
): readonly GatedMetric[] {
  const readings = gate.metrics.flatMap((id) => {
    const metric = metrics.find(({ info }) => info.id === id);
    const values = metric === undefined ? [] : valuesOf(pairs, metric);
    return metric === undefined || values.length === 0 ? [] : [{ metric, values }];
  });
  const series = readings.map(({ metric, values }) => ({
    worsenings: values.map((value) => worsening(value, metric)),
    tolerance: logOf(gate.tolerance, metric),
    minimalEffect: logOf(gate.minimalEffect, metric),
  }));
  const judgements = judgeSeries(series, levelsFor(series.length, gate, levels));
  return readings.flatMap(({ metric, values }, index): readonly GatedMetric[] => {
    const judgement = judgements[index];
    const own = series[index];
    if (judgement === undefined || own === undefined) return [];
    const { outcome, worseBy, worseByAtMost, adjustedP } = judgement;
    const change = hodgesLehmann(own.worsenings);
    const deviation = standardDeviation(own.worsenings);
    const slowness = slownessOf(values, metric);
    const shift = detectableShift({
      deviation,
      pairs: values.length,
      alpha: levelsFor(1, gate, levels).regression,
      power,
      minimal: own.minimalEffect,
    });
    return [
      {
        metric: metric.info,
        outcome,
        base: medianInterval(values.map(({ base }) => base)),
        head: medianInterval(values.map(({ head }) => head)),
        ratio: exponential(metric.info.better === "higher" ? negated(change) : change),
        worseBy: shareOf(worseBy, metric),
        worseByAtMost: worseByAtMost === null ? null : shareOf(worseByAtMost, metric),
        adjustedP,
        detectable: shift === null ? null : shareOf(shift, metric),
        morePairs: outcome === "inconclusive" ? morePairs(judgement, own, deviation, judgedCount(gate)) : null,
        explainedShare: slowness === null ? null : explainedShare(own.worsenings, slowness),
      },
    ];
  });
}

/** A figure of both sides of a pair, and how much slower the machine was beside head; null where nobody knows. */
type Values = { readonly base: number; readonly head: number; readonly slowness: number | null };

/** Pairs in which both have a positive figure: a ratio of anything else says nothing. */
function valuesOf(pairs: readonly Pair[], metric: Metric): readonly Values[] {
  return pairs.flatMap(({ base, head }) => {
    const values = { base: metric.read(base) ?? 0, head: metric.read(head) ?? 0, slowness: slownessIn({ base, head }) };
    return values.base > 0 && values.head > 0 ? [values] : [];
  });
}

/** Logarithm of how many times as long the machine took beside head for the same work; null where nobody knows. */
function slownessIn({ base, head }: Pair): number | null {
  const [before, after] = [base.machine.workMicros ?? 0, head.machine.workMicros ?? 0];
  return before > 0 && after > 0 ? Math.log(after / before) : null;
}

/** Logarithm of how many times worse head is. */
function worsening({ base, head }: Values, { info }: Metric): number {
  return info.better === "higher" ? Math.log(base / head) : Math.log(head / base);
}

/** Units of figures that a slower machine makes worse. */
const unitsOfSpeed: ReadonlySet<MetricUnit> = new Set(["req/s", "µs", "µs/req"]);

function slownessOf(values: readonly Values[], { info }: Metric): readonly number[] | null {
  const known = values.flatMap(({ slowness }) => (slowness === null ? [] : [slowness]));
  return known.length === values.length && unitsOfSpeed.has(info.unit) ? known : null;
}

/** One-sided p from which on the machine is said to be slower beside one version. */
const oneWay = 0.001;

/** How steady the machine was over the pairs; null where its speed was not followed in each. */
export function machineSpeedOf(pairs: readonly Pair[]): MachineSpeed | null {
  const slowness = pairs.flatMap((pair) => slownessIn(pair) ?? []);
  if (pairs.length === 0 || slowness.length < pairs.length) return null;
  const times = pairs.flatMap(({ base, head }) => [base, head]).flatMap(({ machine }) => machine.workMicros ?? []);
  const { pGreater, pLess } = signedRankTest(slowness);
  const slowerBeside = pGreater <= oneWay ? "head" : pLess <= oneWay ? "base" : null;
  return { ratio: Math.max(...times) / Math.min(...times), slowerBeside };
}

/** Of the opposite: where less is worse, head over base falls as the worsening grows. */
function negated({ value, low, high, ...rest }: IntervalEstimate): IntervalEstimate {
  return { ...rest, value: -value, low: high === null ? null : -high, high: low === null ? null : -low };
}

/** A worsening as people say it, 0.1 for 10% less throughput or for 10% more CPU, as a logarithm. */
function logOf(share: number, { info }: Metric): number {
  return info.better === "higher" ? -Math.log1p(-share) : Math.log1p(share);
}

function shareOf(log: number, { info }: Metric): number {
  return info.better === "higher" ? -Math.expm1(-log) : Math.expm1(log);
}

/** Further pairs with which, at this estimate and noise, it would pass or be a regression; null when neither is likely. */
function morePairs({ worseBy }: Judgement, series: Series, deviation: number, judged: number): number | null {
  const { worsenings, tolerance, minimalEffect } = series;
  const alpha = verdictLevels.regression / judged;
  const needed = [
    pairsNeeded({ deviation, shift: tolerance - worseBy, alpha: verdictLevels.pass, power, minimal: 0 }),
    pairsNeeded({ deviation, shift: worseBy, alpha, power, minimal: minimalEffect }),
  ].filter((count) => count !== null);
  if (needed.length === 0) return null;
  const fewest = pairsToFind(judged, verdictLevels.regression);
  return Math.max(1, Math.max(fewest, Math.min(...needed)) - worsenings.length);
}
