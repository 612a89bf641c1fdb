import type { CapacityRun } from "../model.ts";
import type { ArmCapacity, CapacityAnalysis } from "../result.ts";
import type { Stated } from "../../../model/index.ts";
import { singleBeside, strategyLabel } from "../../../plan.ts";
import { list, percent, plural, quantity, significant } from "../../../units.ts";
import { resuming } from "../../../analysis/resuming.ts";
import { sealOf } from "../../../analysis/warnings/index.ts";
import { summariseCapacity } from "./arm.ts";
import { crossoverOf } from "./crossover.ts";
import { objectivesInWords } from "./judge.ts";
import { scalingOf } from "./scaling.ts";
import { toleratesOne } from "./search.ts";
import { sizeLoads } from "./sizing.ts";
import { warningsOf } from "./warnings.ts";

/**
 * Everything that a capacity report shows, from a saved search. Pure: the same search gives the same analysis.
 */
export function analyseCapacity(run: Stated<CapacityRun>): CapacityAnalysis {
  const { plan, probes } = run;
  const arms = plan.arms.map((arm) => summariseCapacity(run, arm)).toSorted((a, b) => heldRate(b) - heldRate(a));
  const bestSet = bestOf(arms);
  const warnings = warningsOf(run, arms);
  return {
    headline: headlineOf(run, arms, bestSet),
    details: detailsOf(run, arms),
    seal: sealOf(warnings),
    warnings,
    arms,
    bestSet,
    scaling: scalingOf(run, arms),
    sizing: sizeLoads(strategiesOf(run, arms)),
    crossover: crossoverOf(arms),
    claim: claimOf(plan.search.confirmations),
    probes: {
      counted: probes.filter(({ leftOut }) => leftOut === null).length,
      leftOut: probes.filter(({ leftOut }) => leftOut !== null).length,
      failed: probes.filter(({ trial }) => trial.status === "failed").length,
    },
  };
}

/**
 * What is claimed of a share of all trials, by the chance that a target of which less than the share agrees would be
 * confirmed: by all of so many, or by two more of three more (2.7% for the median and six, by 2⁻⁶ + 6 · 2⁻⁷ · 2⁻²).
 */
export function claimOf(confirmations: number): string {
  const isTolerant = toleratesOne(confirmations);
  const chance = (share: number): number =>
    share ** confirmations * (isTolerant ? 1 + confirmations * (1 - share) * share ** 2 : 1);
  const or = isTolerant ? `, or ${confirmations + 2} of ${confirmations + 3}` : "";
  const all = `${confirmations} of ${plural(confirmations, "trial")}${or}`;
  if (chance(0.9) <= 0.05) return `${all}: with 95% confidence, at least 90% of trials agree.`;
  if (chance(0.5) > 0.05) return `${all}: too few to claim it beyond these trials.`;
  return `${all}: the median trial agrees, with ${percent(1 - chance(0.5), 2)} confidence.`;
}

function heldRate({ held }: ArmCapacity): number {
  return held?.rate ?? 0;
}

/** The lowest rate that is shown not to be held; infinite where none is. */
function upperEnd({ outcome, missed }: ArmCapacity): number {
  if (outcome === "not-held" || outcome === "failed") return 0;
  return outcome === "confirmed" && missed !== null ? missed.rate : Infinity;
}

/** Arms that may hold as much as the first: their intervals overlap. */
function bestOf(arms: readonly ArmCapacity[]): readonly string[] {
  const [first] = arms;
  if (first?.held === null || first === undefined) return [];
  const floor = first.held.rate;
  return arms.filter((arm) => arm === first || upperEnd(arm) > floor).map(({ armId }) => armId);
}

function headlineOf(run: Stated<CapacityRun>, arms: readonly ArmCapacity[], bestSet: readonly string[]): string {
  const objectives = objectivesInWords(run.plan.objectives);
  const [first] = arms;
  if (first === undefined || arms.every(({ outcome }) => outcome === "failed"))
    return "Nothing was measured: no arm ran.";
  if (first.held === null) {
    return arms.every(({ outcome }) => outcome === "not-held" || outcome === "failed")
      ? `${objectives} is not held by any arm at any rate tried.`
      : `No rate that holds ${objectives} was found yet.`;
  }
  const isConfirmed = first.outcome === "confirmed";
  const rate = `${isConfirmed ? "" : "at least "}${quantity(first.held.rate, "req/s")} at ${objectives}`;
  const planned = run.plan.arms.find(({ id }) => id === first.armId);
  const singleId = planned === undefined ? undefined : singleBeside(run.plan, planned)?.id;
  const single = arms.find(({ armId }) => armId === singleId);
  const ratio = single === undefined || bestSet.includes(single.armId) ? "" : timesInWords(first, single);
  const others = bestSet.filter((id) => id !== first.armId);
  const rest = others.length === 0 ? "" : `; ${list(others)} may hold as much (overlapping intervals)`;
  const soFar = first.outcome === "narrowing" ? " so far" : "";
  return `${first.armId} holds the highest rate${soFar}: ${rate}${ratio}${rest}.`;
}

/** `, 1.97 [1.88, 2.07] times single`: by the ends of both intervals, where both are confirmed. */
function timesInWords(arm: ArmCapacity, single: ArmCapacity): string {
  if (arm.outcome !== "confirmed" || single.outcome !== "confirmed") return "";
  const [low, high] = [heldRate(arm) / upperEnd(single), upperEnd(arm) / heldRate(single)];
  return `, ${significant(Math.sqrt(low * high))} [${significant(low)}, ${significant(high)}] times ${single.armId}`;
}

function detailsOf(run: Stated<CapacityRun>, arms: readonly ArmCapacity[]): readonly string[] {
  return [
    ...arms.filter(({ outcome }) => outcome !== "confirmed").map(({ armId, sentence }) => `${armId}: ${sentence}`),
    ...(arms.some(({ outcome }) => outcome === "confirmed")
      ? [`Rates are confirmed by ${claimOf(run.plan.search.confirmations)}`]
      : []),
    ...(run.finishedAt === null ? [`Continue the search: ${resuming(run, "capacity")}`] : []),
    ...run.plan.notApplicable.map(({ strategy, reason }) => `Left out: ${strategy}, because ${reason}.`),
    `Load is open: ${run.plan.arrivals === "poisson" ? "requests arrive at random" : "requests arrive evenly"} at the given rate, and latency is measured from when each was due.`,
  ];
}

function strategiesOf(run: Stated<CapacityRun>, arms: readonly ArmCapacity[]) {
  const labels = new Map(run.plan.arms.map((arm) => [arm.id, strategyLabel(arm)]));
  return [...Map.groupBy(arms, ({ armId }) => labels.get(armId) ?? armId)].map(([label, own]) => ({
    label,
    title: own[0]?.title ?? label,
    arms: own.toSorted((a, b) => (a.workers ?? 0) - (b.workers ?? 0)),
  }));
}
