import type { ArmSummary, Comparison } from "../../model/index.ts";
import { list, plural } from "../../units.ts";
import { decidingMetric } from "../compare.ts";
import { isLeftOut } from "../idle.ts";
import { skewId, throughputId } from "../metrics.ts";
import {
  inWords,
  isBetter,
  isOpen,
  isPerRequest,
  known,
  metricOf,
  ratioBetween,
  type Clues,
  type Known,
  type Search,
} from "./evidence.ts";

export const dispatchThresholds = {
  /** Busiest worker over the mean. */
  skew: 1.2,
  /** Throughput of round-robin over single below which it is about as single. */
  asSingle: 1.3,
  /** p99 of the victims over the best's. */
  waiting: 1.2,
} as const;

/** Workers that idle while another is busy. */
export const skewed: Search = (clues) =>
  clues.arms.flatMap((arm) => {
    const skew = arm.workers > 1 ? metricOf(arm, skewId) : null;
    const shape = clues.plan.arms.find(({ id }) => id === arm.armId);
    if (skew === null || skew.low <= dispatchThresholds.skew || shape === undefined) return [];
    const trials = clues.trials.filter(({ armId }) => armId === arm.armId);
    if (isLeftOut(shape, trials)) return [];
    return [
      {
        code: "skew",
        armIds: [arm.armId],
        figures: { busiestOverMean: skew.value, busiestOverMeanLow: skew.low },
        sentence: `${arm.armId}: the busiest of ${plural(arm.workers, "worker")} did ${inWords(skew)} times the mean: ${shape.facts.unevenness.cause}.`,
      },
    ];
  });

/** A primary that accepts alone: with a new connection for each request it does most of what a single process does. */
export const newConnections: Search = (clues) => {
  const single = clues.arms.find(({ isSingle }) => isSingle);
  if (single === undefined || !isPerRequest(clues) || isOpen(clues)) return [];
  return clues.arms.flatMap((arm) => {
    const isFull = acceptsAlone(clues, arm) && arm.workers > 1 && arm.bottleneck?.limit === "primary";
    if (!isFull) return [];
    const ratio = ratioBetween(clues, throughputId, arm, single);
    if (ratio === null || ratio.high >= dispatchThresholds.asSingle) return [];
    const ahead = clues.arms.filter((other) => other !== single && isBetter(clues, other.armId, arm.armId));
    const names = ahead.map(({ armId }) => armId);
    const contrast =
      names.length === 0 ? "" : ` ${list(names)}, without it, ${names.length === 1 ? "was" : "were"} found faster.`;
    return [
      {
        code: "new-connections",
        armIds: [arm.armId, single.armId, ...names],
        figures: { throughputRatio: ratio.value, throughputRatioHigh: ratio.high },
        sentence: `${arm.armId} handles only ${inWords(ratio)} times the requests of ${single.armId}: with a new connection for each request, the single primary accepts and passes on all of them, and ${plural(arm.workers, "worker")} wait for it.${contrast}`,
      },
    ];
  });
};

function acceptsAlone({ plan }: Clues, { armId }: ArmSummary): boolean {
  return plan.arms.some(({ id, facts }) => id === armId && facts.acceptsInPrimary);
}

/** The ratio of a comparison as that of `other` over `best`; null where it has no interval or is of others. */
function worsening({ a, b, ratio }: Comparison, best: string, other: string): Known | null {
  const one = known(ratio);
  if (one === null) return null;
  if (a === other && b === best) return one;
  return a === best && b === other ? { ...one, value: 1 / one.value, low: 1 / one.high, high: 1 / one.low } : null;
}

/** Cheap requests that wait behind heavy ones, where the arms are compared on them. */
export const headOfLine: Search = (clues) => {
  const { victim } = clues.plan;
  const best = clues.arms.find(({ rank }) => rank === 1);
  if (victim === undefined || best === undefined || !isOpen(clues)) return [];
  const metricId = decidingMetric(clues.plan).info.id;
  const waiting = clues.arms.flatMap(({ armId }) => {
    if (!isBetter(clues, best.armId, armId)) return [];
    const ratio = clues.comparisons.flatMap((pair) =>
      pair.metricId === metricId ? (worsening(pair, best.armId, armId) ?? []) : [],
    )[0];
    return ratio !== undefined && ratio.value >= dispatchThresholds.waiting ? [{ armId, ratio }] : [];
  });
  if (waiting.length === 0) return [];
  return [
    {
      code: "head-of-line",
      armIds: [best.armId, ...waiting.map(({ armId }) => armId)],
      figures: { p99RatioMost: Math.max(...waiting.map(({ ratio }) => ratio.value)) },
      sentence: `Requests of the kind ${victim} wait behind heavy ones: their p99 is ${list(waiting.map(({ armId, ratio }) => `${inWords(ratio)} times as long under ${armId}`))} as under ${best.armId}. One queue for all workers keeps a request from waiting behind a slow one while another worker is free; the less a dispatcher knows about who is busy, the longer the tail.`,
    },
  ];
};
