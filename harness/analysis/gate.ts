import type {
  Analysis,
  ArmSummary,
  GatedMetric,
  GateOutcome,
  GateResult,
  GateSettings,
  JudgedRequirement,
  MachineSpeed,
  MeasuredTrial,
  MetricUnit,
  Requirement,
  Run,
  Seal,
  Stated,
} from "../model/index.ts";
import { detectableShift, pairsNeeded } from "../stats/detectable.ts";
import { adjustedShift, isLeaning, residuals } from "../stats/covariate.ts";
import type { IntervalEstimate } from "../stats/estimate.ts";
import { exponential, hodgesLehmann } from "../stats/hodges-lehmann.ts";
import { medianInterval } from "../stats/order-interval.ts";
import { standardDeviation } from "../stats/standard-deviation.ts";
import {
  gateLevels,
  judgedCount,
  judgeSeries,
  levelsFor,
  pairsToFind,
  type GateLevels,
  type Judgement,
  type Series,
} from "./gate-rule.ts";
import { errorsId, judgeRequirement } from "./gate-requirements.ts";
import { levelsAt, looksTaken } from "./gate-looks.ts";
import { gateSeal } from "./gate-seal.ts";
import { isTaken } from "./warnings/machine.ts";
import { runWarnings } from "./warnings/run.ts";
import { gateDetails, gateHeadline } from "./gate-words.ts";
import { analyse } from "./index.ts";
import { metrics, type Metric } from "./metrics.ts";
import { measuredTrials } from "./counted.ts";
import { seriesOf } from "./series.ts";

/** Chance with which the smallest detectable worsening is found. */
const power = 0.8;

type Pair = { readonly base: MeasuredTrial; readonly head: MeasuredTrial };

/** What a gate's run is held to as it stands. */
function gateOf(run: Stated<Run>) {
  const { gate } = run.plan;
  if (gate === undefined) throw new RangeError("this run is no gate's");
  const looks = looksTaken(run);
  return { gate, trials: measuredTrials(run), looks, levels: levelsAt(looks.sizes, looks.look) };
}

/** What is measured of a gate's run, each figure judged by itself, whatever the seal says of them all. */
function judgeFigures(run: Stated<Run>) {
  const { gate, trials, looks, levels } = gateOf(run);
  const pairs = pairsOf(trials, gate);
  return {
    gate,
    pairs,
    looks,
    seal: gateSeal(run, trials),
    metrics: pairs.length === 0 ? [] : judgeMetrics(pairs, gate, levels),
    requirements: gate.requirements.map((one) => judgeRequirement(one, run, trials, gate, levels)),
  };
}

/** As it stands in the result of a run that says nothing: no figure of it passes or fails. */
function withoutVerdict<Judged extends GatedMetric | JudgedRequirement>(judged: Judged): Judged {
  return { ...judged, outcome: "inconclusive" };
}

/**
 * Judges a gate's run as it stands: head against base within pairs, and the requirements on head alone.
 * @throws RangeError when the run is not a gate's.
 */
export function judgeGate(run: Stated<Run>): GateResult {
  const { plan } = run;
  const { gate, pairs, looks, seal, ...judged } = judgeFigures(run);
  const isRuledOut = seal.status === "INVALID";
  const gated = isRuledOut ? judged.metrics.map(withoutVerdict) : judged.metrics;
  const requirements = isRuledOut ? judged.requirements.map(withoutVerdict) : judged.requirements;
  const unread = gate.metrics.filter((id) => !gated.some(({ metric }) => metric.id === id));
  const outcome = overall(seal, pairs.length, [...gated, ...requirements], unread);
  const isDecided = run.earlyEnd?.because === "decided";
  const isAtLook = plan.looks?.includes(run.earlyEnd?.blocks ?? Number.NaN) === true;
  const isNoisy = outcome === "inconclusive" && seal.reasons.some(isTaken);
  const parts = {
    outcome,
    ...(isNoisy ? { cause: "noise" as const } : {}),
    series: seriesOf(
      plan,
      plan.arms.find(({ id }) => id === gate.headArmId),
    ),
    metrics: gated,
    requirements,
    seal,
    pairs: pairs.length,
    plannedPairs: plan.blocks,
    machineSpeed: machineSpeedOf(pairs),
    look: looks.look + 1,
    looks: looks.sizes.length,
    unread: unread.map((id) => metrics.find(({ info }) => info.id === id)?.info.title ?? id),
    isEarly: isDecided && isAtLook,
    isSettled: isDecided && !isAtLook,
    isOutOfTime: run.earlyEnd?.because === "time",
  };
  return { ...parts, headline: gateHeadline(parts, gate), details: gateDetails(parts, gate) };
}

/**
 * Whether no pair that is still to come can change the outcome: a trial failed, which makes the gate invalid whatever
 * follows, or what must not happen once has happened. Nothing is tested that a later look tests again, so that to end
 * here spends none of the level: the last look would have said the same.
 */
export function isCertain(run: Stated<Run>): boolean {
  const { gate, trials, levels } = gateOf(run);
  const { reasons } = gateSeal(run, trials);
  return (
    reasons.some(({ code, severity }) => severity === "invalid" && forGood.has(code)) ||
    gate.requirements
      .filter(allowsNone)
      .some((one) => judgeRequirement(one, run, trials, gate, levels).outcome === "regression")
  );
}

/** Reasons that no later trial takes away. */
const forGood: ReadonlySet<string> = new Set([runWarnings.trialsFailed, runWarnings.notEnded].map(({ code }) => code));

/** `errors=0`: errors are counted over all trials, so that one is one for good. */
function allowsNone({ metricId, comparison, value }: Requirement): boolean {
  return metricId === errorsId && value === 0 && (comparison === "=" || comparison === "<=");
}

/** What a report of the run itself says of a gate: its verdict and its seal, and no ranking of the two versions. */
export function gateAnalysis(run: Stated<Run>, { headline, details, seal }: GateResult): Analysis {
  const analysis = analyse(run);
  return {
    ...analysis,
    verdict: { headline, details: [...details, ...(run.plan.gate?.findings ?? [])], bestSet: [], ranked: false },
    seal,
    arms: analysis.arms.map(unranked),
  };
}

function unranked(arm: ArmSummary): ArmSummary {
  return { ...arm, rank: null };
}

function pairsOf(trials: readonly MeasuredTrial[], { baseArmId, headArmId }: GateSettings): readonly Pair[] {
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return [...blocks.values()].flatMap((own) => {
    const base = own.find(({ armId }) => armId === baseArmId);
    const head = own.find(({ armId }) => armId === headArmId);
    return base === undefined || head === undefined ? [] : [{ base, head }];
  });
}

function judgeMetrics(pairs: readonly Pair[], gate: GateSettings, levels: GateLevels): readonly GatedMetric[] {
  const readings = gate.metrics.flatMap((id) => {
    const metric = metrics.find(({ info }) => info.id === id);
    const values = metric === undefined ? [] : valuesOf(pairs, metric);
    return metric === undefined || values.length === 0 ? [] : [{ metric, values }];
  });
  const series = readings.map(({ metric, values }) => ({
    worsenings: values.map((value) => worsening(value, metric)),
    slowness: slownessOf(values, metric),
    tolerance: logOf(gate.tolerance, metric),
    minimalEffect: logOf(gate.minimalEffect, metric),
  }));
  const judgements = judgeSeries(series, levelsFor(series.length, gate, levels));
  return readings.flatMap(({ metric, values }, index): readonly GatedMetric[] => {
    const judgement = judgements[index];
    const own = series[index];
    if (judgement === undefined || own === undefined) return [];
    const { outcome, worseBy, worseByAtMost, adjustedP } = judgement;
    const change = changeOf(own);
    const deviation = standardDeviation(change.remaining);
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
        ratio: exponential(metric.info.better === "higher" ? negated(change.estimate) : change.estimate),
        worseBy: shareOf(worseBy, metric),
        worseByAtMost: worseByAtMost === null ? null : shareOf(worseByAtMost, metric),
        adjustedP,
        detectable: shift === null ? null : shareOf(shift, metric),
        morePairs: outcome === "inconclusive" ? morePairs(judgement, own, deviation, judgedCount(gate)) : null,
        explainedShare: change.explainedShare,
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

function machineSpeedOf(pairs: readonly Pair[]): MachineSpeed | null {
  const slowness = pairs.flatMap((pair) => slownessIn(pair) ?? []);
  if (pairs.length === 0 || slowness.length < pairs.length) return null;
  const times = pairs.flatMap(({ base, head }) => [base, head]).flatMap(({ machine }) => machine.workMicros ?? []);
  return { ratio: Math.max(...times) / Math.min(...times), isOneWay: isLeaning(slowness) };
}

/** The change of a metric, how pairs differ beside it, and the share of their variance that the machine's speed explains. */
function changeOf({ worsenings, slowness }: Series) {
  if (slowness === null || isLeaning(slowness)) {
    return { estimate: hodgesLehmann(worsenings), remaining: worsenings, explainedShare: null };
  }
  const estimate = adjustedShift(worsenings, slowness);
  const remaining = residuals(worsenings, slowness, estimate.value);
  const [before, after] = [worsenings, remaining].map((values) => standardDeviation(values) ** 2);
  const explainedShare = before === undefined || before === 0 ? 0 : Math.max(0, 1 - (after ?? 0) / before);
  return { estimate, remaining, explainedShare };
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
  const alpha = gateLevels.regression / judged;
  const needed = [
    pairsNeeded({ deviation, shift: tolerance - worseBy, alpha: gateLevels.pass, power, minimal: 0 }),
    pairsNeeded({ deviation, shift: worseBy, alpha, power, minimal: minimalEffect }),
  ].filter((count) => count !== null);
  if (needed.length === 0) return null;
  const fewest = pairsToFind(judged, gateLevels.regression);
  return Math.max(1, Math.max(fewest, Math.min(...needed)) - worsenings.length);
}

function overall(
  seal: Seal,
  pairs: number,
  judged: readonly { readonly outcome: Exclude<GateOutcome, "invalid"> }[],
  unread: readonly string[],
): GateOutcome {
  const ruledOut = seal.reasons.filter(({ severity }) => severity === "invalid");
  if (pairs === 0 || ruledOut.some((reason) => !isTaken(reason))) return "invalid";
  if (ruledOut.length > 0) return "inconclusive";
  if (judged.some(({ outcome }) => outcome === "regression")) return "regression";
  return unread.length === 0 && judged.every(({ outcome }) => outcome === "pass") ? "pass" : "inconclusive";
}
