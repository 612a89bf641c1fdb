import type { CapacityPlan, Probe } from "../model.ts";
import type { OfferedPoint } from "../result.ts";
import { percentileOf, usualErrorObjective, type MeasuredTrial, type Requirement } from "../../../model/index.ts";
import { duration, percent, quantity, significant } from "../../../units.ts";
import { firstSentence } from "../../../analysis/first-sentence.ts";
import { generatorCores, isGeneratorFull } from "../../../analysis/generator.ts";
import { growthOf } from "../../../analysis/growth.ts";
import { errorShare, metrics } from "../../../analysis/metrics.ts";

export const objectiveThresholds = {
  /** Share of what was offered that must be answered within the window, beyond what the objectives let be under way. */
  answeredShare: 0.99,
  /** Growth over the window, in latencies that are allowed. */
  growthOfLimit: 0.5,
} as const;

/** Where no objective says how long a request may take. */
const usualLimitMicros = 100_000;

/** The shortest latency that an objective bounds, µs; the usual one where none does. */
export function limitMicros(objectives: readonly Requirement[]): number {
  const limits = objectives.filter(({ metricId }) => percentileOf(metricId) !== null).map(({ value }) => value);
  return limits.length === 0 ? usualLimitMicros : Math.min(...limits);
}

type Judgement = Pick<OfferedPoint, "isSteady" | "isMet" | "reasons" | "isGeneratorLimited">;

/** Whether one trial met the objectives at the rate that it was offered, and if not why. */
export function judgeProbe(
  { trial, rate }: Pick<Probe, "trial" | "rate">,
  objectives: readonly Requirement[],
): Judgement {
  if (trial.status === "failed") {
    return {
      isSteady: false,
      isMet: false,
      reasons: [firstSentence(trial.failure.message).replace(/\.$/, "")],
      isGeneratorLimited: false,
    };
  }
  const limit = limitMicros(objectives);
  const growth = growthOf(trial);
  const grows =
    growth !== null && growth * trial.load.windowSeconds > (objectiveThresholds.growthOfLimit * limit) / 1e6;
  const unsteady = [
    ...unanswered(trial, rate ?? 0, limit),
    ...(grows ? [`latency growing by ${significant(growth * 1_000, 2)} ms each second`] : []),
  ];
  const misses = objectives.flatMap((objective) => missOf(trial, objective) ?? []);
  const reasons = [...misses.map(({ words }) => words), ...unsteady];
  const isMet = reasons.length === 0;
  const isLate = misses.length > 0 && unsteady.length === 0 && misses.every(({ isWithinLag }) => isWithinLag);
  return {
    isSteady: unsteady.length === 0,
    isMet,
    reasons,
    // Of a target that is too slow itself, it does not matter that requests were also sent late.
    isGeneratorLimited:
      !isMet &&
      (isGeneratorAtLimit(trial) || ((isLate || isBehind(trial, limit)) && !isOutOfReach({ trial, rate }, objectives))),
  };
}

/**
 * Whether even the fastest response of a trial took longer than the objectives allow, from when it was put on a connection.
 * A closed loop does not tell: under it each response waits for those of the other connections.
 */
export function isOutOfReach(
  { trial, rate }: Pick<Probe, "trial" | "rate">,
  objectives: readonly Requirement[],
): boolean {
  if (trial.status === "failed" || rate === null || !boundsLatency(objectives)) return false;
  return trial.load.latency.count > 0 && fastestMicros(trial) > limitMicros(objectives);
}

/** The fastest response of an open load, from when it was put on a connection. */
export function fastestMicros({ load }: MeasuredTrial): number {
  return (load.pacing?.service ?? load.latency).minMicros;
}

/** Whether one response, when nobody else asks, takes longer than the objectives allow. */
export function isSlowAlone({ objectives, answerSeconds = 0 }: CapacityPlan): boolean {
  return boundsLatency(objectives) && answerSeconds * 1e6 > limitMicros(objectives);
}

function boundsLatency(objectives: readonly Requirement[]): boolean {
  return objectives.some(({ metricId }) => percentileOf(metricId) !== null);
}

/** Whether the generator was so busy that what was measured may be its own doing. */
export function isGeneratorAtLimit(trial: MeasuredTrial): boolean {
  return isGeneratorFull(generatorCores(trial));
}

/** Whether requests were sent so late that no target could have kept objectives that allow `limit` µs. */
export function isBehind({ load }: MeasuredTrial, limit: number): boolean {
  return (load.pacing?.lag.micros.p99 ?? 0) > limit;
}

type Miss = {
  readonly words: string;
  /** Without the time by which the generator was late, the bound would have been kept. */
  readonly isWithinLag: boolean;
};

/** What of an objective a trial missed; null where it kept it. */
function missOf(trial: MeasuredTrial, { metricId, comparison, value, unit }: Requirement): Miss | null {
  const found = metrics.find(({ info }) => info.id === metricId)?.read(trial) ?? null;
  const percentile = percentileOf(metricId);
  if (found === null) return { words: "no request was answered", isWithinLag: false };
  const keeps = (figure: number): boolean =>
    comparison === "<" ? figure < value : comparison === "=" ? figure === value : figure <= value;
  if (percentile === null)
    return keeps(found) ? null : { words: `errors of ${quantity(found, unit)}`, isWithinLag: false };
  const name = percentile === "p999" ? "p99.9" : percentile;
  if (trial.load.latency.lowerBounds.includes(percentile)) {
    return { words: `${name} of ${duration(found)} or more`, isWithinLag: false };
  }
  if (keeps(found)) return null;
  const lag = trial.load.pacing?.lag.micros.p99 ?? 0;
  return { words: `${name} of ${quantity(found, unit)}`, isWithinLag: keeps(found - lag) };
}

/**
 * What was offered must be dealt with. By Little's law rate × latency requests are under way at any time, so that so
 * many may be missing at the end of the window.
 */
function unanswered({ load }: MeasuredTrial, rate: number, latencyLimitMicros: number): readonly string[] {
  const { sent, failed } = load.counts;
  const missing = sent - load.completedInWindow - failed;
  const underWay = (rate * latencyLimitMicros) / 1e6;
  const share = 1 - missing / sent;
  return missing > Math.max((1 - objectiveThresholds.answeredShare) * sent, underWay)
    ? [`${percent(share)} of requests answered within the window`]
    : [];
}

/** The point that a counted trial at an offered rate is; null where there is none. */
export function pointOf(probe: Probe, objectives: readonly Requirement[]): OfferedPoint | null {
  const { trial, rate, kind } = probe;
  if (trial.status === "failed" || rate === null || kind === "saturation") return null;
  const { load } = trial;
  return {
    kind,
    offered: rate,
    answered: load.completedInWindow / load.windowSeconds,
    requests: load.counts.sent,
    micros: load.latency.micros,
    meanMicros: load.latency.meanMicros,
    errorShare: errorShare(trial) ?? 1,
    ...judgeProbe(probe, objectives),
  };
}

/** `p99<100ms and errors<1%`. The few errors that are always allowed go without saying. */
export function objectivesInWords(objectives: readonly Requirement[]): string {
  const told = objectives.filter(({ text }) => text !== usualErrorObjective);
  return (told.length === 0 ? objectives : told).map(({ text }) => text).join(" and ");
}

/** The longest latency that an objective bounds from p95 on, µs; null where the tail is not bounded. */
export function tailLimitMicros(objectives: readonly Requirement[]): number | null {
  const tails = new Set(["p95", "p99", "p999", "max"]);
  const limits = objectives.flatMap(({ metricId, value }) => (tails.has(percentileOf(metricId) ?? "") ? [value] : []));
  return limits.length === 0 ? null : Math.max(...limits);
}
