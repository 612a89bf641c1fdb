import { countedBlocks, countedTrials } from "../course.ts";
import type {
  Estimate,
  GatedMetric,
  GateOutcome,
  GateResult,
  GateSettings,
  JudgedRequirement,
  MeasuredTrial,
  Requirement,
  Run,
  Seal,
  Warning,
} from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { detectableShift, pairsNeeded } from "../stats/detectable.ts";
import { hodgesLehmannRatio } from "../stats/hodges-lehmann.ts";
import { medianInterval } from "../stats/order-interval.ts";
import { nominalLevels } from "../stats/sequential.ts";
import { standardDeviation } from "../stats/standard-deviation.ts";
import { ratioOf, throughputTable } from "./compare.ts";
import { judgeSeries, pairsToFind, type GateLevels, type Judgement, type Series } from "./gate-rule.ts";
import { gateDetails, gateHeadline } from "./gate-words.ts";
import { metrics, sumOf, type Metric } from "./metrics.ts";
import { measuredTrials } from "./summary.ts";
import { findWarnings, sealOf } from "./validity.ts";

/** One-sided levels of a whole gate, over all its looks. */
export const gateLevels = { pass: 0.05, regression: 0.01 } as const;

/** Chance with which the smallest detectable worsening is found. */
const power = 0.8;

/** Share of an arm's trials in which the generator may be near its end. */
const saturatedShare = 0.25;

/** The id under which a requirement asks for throughput over that of a single process. */
export const speedUpId = "speedup";

/** The id of the metric of errors, which a requirement holds over all trials together. */
const errorsId = "error-share";

type Pair = { readonly base: MeasuredTrial; readonly head: MeasuredTrial };

/**
 * Judges a gate's run as it stands: head against base within pairs, and the requirements on head alone.
 * @throws RangeError when the run is not a gate's.
 */
export function judgeGate(run: Run): GateResult {
  const { plan } = run;
  const { gate } = plan;
  if (gate === undefined) throw new RangeError("this run is no gate's");
  const trials = measuredTrials({ ...run, trials: countedTrials(run) });
  const pairs = pairsOf(trials, gate);
  const seal = gateSeal(run, trials);
  const looks = looksTaken(run);
  const gated = pairs.length === 0 ? [] : judgeMetrics(pairs, gate, levelsAt(looks.sizes, looks.look));
  const requirements = gate.requirements.map((requirement) => judgeRequirement(requirement, run, trials, gate));
  const parts = {
    outcome: overall(seal, pairs.length, [...gated, ...requirements]),
    metrics: gated,
    requirements,
    seal,
    pairs: pairs.length,
    plannedPairs: plan.blocks,
    look: looks.look + 1,
    looks: looks.sizes.length,
  };
  return { ...parts, headline: gateHeadline(parts, gate), details: gateDetails(parts, gate) };
}

function pairsOf(trials: readonly MeasuredTrial[], { baseArmId, headArmId }: GateSettings): readonly Pair[] {
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return [...blocks.values()].flatMap((own) => {
    const base = own.find(({ armId }) => armId === baseArmId);
    const head = own.find(({ armId }) => armId === headArmId);
    return base === undefined || head === undefined ? [] : [{ base, head }];
  });
}

/**
 * The looks that count, and which of them this is, from 0. A run that time or an interruption ended between two looks
 * is looked at where it ended: since its figures had no part in that, it spends no more than the last look would have.
 */
function looksTaken(run: Run): { readonly sizes: readonly number[]; readonly look: number } {
  const { looks = [run.plan.blocks] } = run.plan;
  const blocks = countedBlocks(run);
  const passed = looks.filter((look) => look <= blocks);
  if (passed.includes(blocks)) return { sizes: looks, look: passed.length - 1 };
  return { sizes: [...passed, Math.max(1, blocks)], look: passed.length };
}

function levelsAt(sizes: readonly number[], look: number): GateLevels {
  const at = (level: number): number => levelsOf(sizes, level)[look] ?? 0;
  return { pass: at(gateLevels.pass), regression: at(gateLevels.regression) };
}

function levelsOf(sizes: readonly number[], level: number): readonly number[] {
  return nominalLevels({ level, sides: 1, sizes, shape: "obrien-fleming" });
}

/**
 * Numbers of pairs after which a gate is looked at: half-way, or as soon as a regression could be found among so many
 * metrics, and at the end.
 */
export function gateLooks(pairs: number, metricCount: number): readonly number[] {
  for (let first = Math.ceil(pairs / 2); first < pairs; first += 1) {
    const [level = 0] = levelsOf([first, pairs], gateLevels.regression);
    if (pairsToFind(metricCount, level) <= first) return [first, pairs];
  }
  return [pairs];
}

function judgeMetrics(pairs: readonly Pair[], gate: GateSettings, levels: GateLevels): readonly GatedMetric[] {
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
  const judgements = judgeSeries(series, levels);
  return readings.flatMap(({ metric, values }, index): readonly GatedMetric[] => {
    const judgement = judgements[index];
    const own = series[index];
    if (judgement === undefined || own === undefined) return [];
    const { outcome, worseBy, worseByAtMost, adjustedP } = judgement;
    const deviation = standardDeviation(own.worsenings);
    const shift = detectableShift({ deviation, pairs: values.length, alpha: levels.regression, power });
    return [
      {
        metric: metric.info,
        outcome,
        base: medianInterval(values.map(({ base }) => base)),
        head: medianInterval(values.map(({ head }) => head)),
        ratio: hodgesLehmannRatio(values.map(({ base, head }) => [head, base])),
        worseBy: shareOf(worseBy, metric),
        worseByAtMost: worseByAtMost === null ? null : shareOf(worseByAtMost, metric),
        adjustedP,
        detectable: shift === null ? null : Math.max(gate.minimalEffect, shareOf(shift, metric)),
        morePairs: outcome === "inconclusive" ? morePairs(judgement, own, deviation) : null,
      },
    ];
  });
}

type Values = { readonly base: number; readonly head: number };

/** Pairs in which both have a positive figure: a ratio of anything else says nothing. */
function valuesOf(pairs: readonly Pair[], metric: Metric): readonly Values[] {
  return pairs.flatMap(({ base, head }) => {
    const values = { base: metric.read(base) ?? 0, head: metric.read(head) ?? 0 };
    return values.base > 0 && values.head > 0 ? [values] : [];
  });
}

/** Logarithm of how many times worse head is. */
function worsening({ base, head }: Values, { info }: Metric): number {
  return info.better === "higher" ? Math.log(base / head) : Math.log(head / base);
}

/** A worsening as people say it, 0.1 for 10% less throughput or for 10% more CPU, as a logarithm. */
function logOf(share: number, { info }: Metric): number {
  return info.better === "higher" ? -Math.log1p(-share) : Math.log1p(share);
}

function shareOf(log: number, { info }: Metric): number {
  return info.better === "higher" ? -Math.expm1(-log) : Math.expm1(log);
}

/** Further pairs with which, at this estimate and noise, it would pass or be a regression; null when neither is likely. */
function morePairs({ worseBy }: Judgement, series: Series, deviation: number): number | null {
  const { worsenings, tolerance, minimalEffect } = series;
  const needed = [
    pairsNeeded({ deviation, shift: tolerance - worseBy, alpha: gateLevels.pass, power }),
    worseBy < minimalEffect ? null : pairsNeeded({ deviation, shift: worseBy, alpha: gateLevels.regression, power }),
  ].filter((count) => count !== null);
  if (needed.length === 0) return null;
  return Math.max(1, Math.min(...needed) - worsenings.length);
}

function judgeRequirement(
  requirement: Requirement,
  run: Run,
  trials: readonly MeasuredTrial[],
  gate: GateSettings,
): JudgedRequirement {
  const found = figureOf(requirement, run, trials, gate);
  return { requirement, outcome: found === null ? "inconclusive" : held(requirement, found), found };
}

function figureOf(
  { metricId }: Requirement,
  { plan }: Run,
  trials: readonly MeasuredTrial[],
  { headArmId }: GateSettings,
): Estimate | null {
  if (metricId === speedUpId) {
    const single = contendersOf(plan).find(({ id }) => id === singleArmId);
    if (single === undefined) return null;
    return ratioOf(throughputTable(trials, [headArmId, single.id]), headArmId, single.id);
  }
  const metric = metrics.find(({ info }) => info.id === metricId);
  const own = trials.filter(({ armId }) => armId === headArmId);
  if (metricId === errorsId && own.length > 0) return errorsOf(own);
  const values = own.flatMap((trial) => metric?.read(trial) ?? []);
  return values.length === 0 ? null : medianInterval(values);
}

/** Errors over all trials: a median would hide those of a few. They were counted, so there is no interval. */
function errorsOf(trials: readonly MeasuredTrial[]): Estimate {
  const counts = trials.map(({ load }) => load.counts);
  const right = sumOf(counts, "completed");
  const share = 1 - right / Math.max(1, sumOf(counts, "sent"));
  return { value: share, low: share, high: share, confidence: null, n: trials.length };
}

/** The arm that runs head as a single process, where a requirement asks for the speed-up. */
export const singleArmId = "head-single";

/**
 * By the interval: it must lie on the right side as a whole to pass, on the wrong side to fail. What must equal a
 * value must do so in every trial, and is judged by the estimate.
 */
function held(
  { comparison, value }: Requirement,
  { value: estimate, low, high }: Estimate,
): JudgedRequirement["outcome"] {
  const holds = (figure: number): boolean => {
    if (comparison === "<") return figure < value;
    if (comparison === "<=") return figure <= value;
    if (comparison === ">") return figure > value;
    if (comparison === ">=") return figure >= value;
    return figure === value;
  };
  const ends = [low ?? estimate, estimate, high ?? estimate];
  if (ends.every(holds)) return low === null && comparison !== "=" ? "inconclusive" : "pass";
  return ends.some(holds) && comparison !== "=" ? "inconclusive" : "regression";
}

function overall(
  seal: Seal,
  pairs: number,
  judged: readonly { readonly outcome: Exclude<GateOutcome, "invalid"> }[],
): GateOutcome {
  if (seal.status === "INVALID" || pairs === 0) return "invalid";
  if (judged.some(({ outcome }) => outcome === "regression")) return "regression";
  return judged.every(({ outcome }) => outcome === "pass") ? "pass" : "inconclusive";
}

/** A gate is stricter than a comparison: a generator at its end and a control that differs make it invalid. */
function gateSeal(run: Run, trials: readonly MeasuredTrial[]): Seal {
  const throughput = throughputTable(
    trials,
    contendersOf(run.plan).map(({ id }) => id),
  );
  return sealOf(findWarnings({ run, trials, throughput }).map((warning) => graver(warning, trials)));
}

function graver(warning: Warning, trials: readonly MeasuredTrial[]): Warning {
  const own = trials.filter(({ armId }) => armId === warning.armId).length;
  const isSaturated =
    warning.code === "generator-saturated" && (warning.trials?.length ?? 0) > saturatedShare * Math.max(1, own);
  return isSaturated || warning.code === "canary-differs" ? { ...warning, severity: "invalid" } : warning;
}
