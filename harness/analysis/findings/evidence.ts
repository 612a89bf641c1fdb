import type {
  ArmSummary,
  Comparison,
  Estimate,
  Finding,
  MeasuredTrial,
  Plan,
  StatedPlan,
  WithWorkers,
} from "../../model/index.ts";
import { medianInterval } from "../../stats/order-interval.ts";
import { significant } from "../../units.ts";
import { figureTable, ratioOf } from "../compare.ts";
import { metricWith } from "../metrics.ts";

/** What findings are looked for in. */
export type Clues = {
  readonly plan: StatedPlan<Plan>;
  readonly arms: readonly WithWorkers<ArmSummary>[];
  readonly trials: readonly MeasuredTrial[];
  readonly comparisons: readonly Comparison[];
};

/** Looks for one surprise. It claims nothing that an interval does not show. */
export type Search = (clues: Clues) => readonly Finding[];

/** An estimate that has an interval. */
export type Known = Estimate & { readonly low: number; readonly high: number };

export function known(estimate: Estimate | null | undefined): Known | null {
  if (estimate === null || estimate === undefined) return null;
  const { low, high } = estimate;
  return low === null || high === null ? null : { ...estimate, low, high };
}

/** A metric of one arm over that of another within blocks; null without an interval. */
export function ratioBetween({ trials }: Clues, metricId: string, a: ArmSummary, b: ArmSummary): Known | null {
  return known(ratioOf(figureTable(metricWith(metricId), trials, [a.armId, b.armId]), a.armId, b.armId));
}

export function metricOf({ metrics }: ArmSummary, id: string): Known | null {
  return known(metrics.find(({ metric }) => metric.id === id)?.estimate);
}

/** A figure of an arm that is no metric, over its trials. */
export function overTrials(
  { trials }: Clues,
  { armId }: ArmSummary,
  read: (trial: MeasuredTrial) => number | null,
): Known | null {
  const values = trials.filter((trial) => trial.armId === armId).flatMap((trial) => read(trial) ?? []);
  return values.length === 0 ? null : known(medianInterval(values));
}

/** `1.97 [1.93, 2.01]`. */
export function inWords({ value, low, high }: Known): string {
  return `${significant(value)} [${significant(low)}, ${significant(high)}]`;
}

/** Whether the connection of each request is its own. */
export function isPerRequest({ plan }: Clues): boolean {
  return plan.arms[0]?.load.connectionMode === "per-request";
}

export function isOpen({ plan }: Clues): boolean {
  return plan.arms[0]?.load.kind === "open";
}

/** Whether one arm was found better than another. */
export function isBetter({ comparisons }: Clues, best: string, other: string): boolean {
  return comparisons.some(
    ({ a, b, outcome }) =>
      (a === best && b === other && outcome === "better") || (a === other && b === best && outcome === "worse"),
  );
}
