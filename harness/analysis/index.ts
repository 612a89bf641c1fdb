import { countedBlocks, countedTrials, replacedBlocksOf } from "../course.ts";
import type { Analysis, Arm, ArmSummary, MetricInfo, Run, Stated, StatedArm } from "../model/index.ts";
import { compareArms, completeBlocks, decidingTable, ratioOf } from "./compare.ts";
import { placesOf } from "../plan.ts";
import { measuredTrials } from "./counted.ts";
import { evidenceOf } from "./evidence.ts";
import { percentileNames } from "./histogram.ts";
import { findSurprises } from "./findings/index.ts";
import { levelAt } from "./looks.ts";
import { rankArms } from "./ranking.ts";
import { summariseArm } from "./summary.ts";
import { summariseSweep } from "./sweep.ts";
import { writeSweepVerdict } from "./sweep-verdict.ts";
import { findWarnings, sealOf } from "./warnings/index.ts";
import { refusalOf, writeVerdict } from "./verdict.ts";

/** Everything that a report shows, from a saved run. Pure: the same run gives the same analysis. */
export function analyse(saved: Stated<Run>): Analysis {
  const run = { ...saved, trials: countedTrials(saved) };
  const evidence = evidenceOf(saved);
  const { trials, figures } = evidence;
  const { plan } = run;
  const places = placesOf(plan).map((arms) => ({ arms, figures: decidingTable(plan, trials, idsOf(arms)) }));
  const warnings = findWarnings(evidence);
  const seal = sealOf(warnings);
  const completedBlocks = completeBlocks(figures, run);
  const level = levelAt(plan, countedBlocks(saved));
  const compared = Math.max(...places.map(({ arms }) => comparedArms(run, arms)));
  const refusal = refusalOf(run, seal, compared, completedBlocks, level);
  const ranked = refusal === null && compared > 1;
  const comparisons = places.flatMap((place) => compareArms(place.figures, ranked ? level : 0, plan.seed));
  const ranks = new Map(ranked ? places.flatMap((place) => [...rankArms(place.figures.armIds, comparisons)]) : []);
  const summary = (arm: StatedArm): ArmSummary => {
    const baseline = places.find(({ arms }) => arms.includes(arm))?.arms[0];
    return {
      ...summariseArm(run, arm),
      ratioToBaseline: baseline === undefined || arm === baseline ? null : ratioOf(figures, arm.id, baseline.id),
      rank: ranks.get(arm.id) ?? null,
    };
  };
  const deciding = figures.metric;
  const arms = places.flatMap((place) => place.arms.map(summary).sort(byPlace(deciding)));
  const sweep = summariseSweep(plan, arms);
  const input = { run, seal, arms, comparisons, figures, completedBlocks, level, refusal };
  return {
    verdict: sweep === null ? writeVerdict(input) : writeSweepVerdict(sweep, input),
    seal,
    baselineArmId: plan.baselineArmId,
    deciding,
    arms,
    comparisons,
    sweep,
    findings: seal.status === "INVALID" ? [] : findSurprises({ plan, arms, trials, comparisons }),
    warnings,
    percentiles: percentileNames,
    completedBlocks,
    replacedBlocks: replacedBlocksOf(saved),
    measuredTrials: trials.length,
    plannedTrials: plannedTrials(saved),
    overheadShare: overheadShare(saved),
  };
}

/** Arms that are compared, now or when the run is finished: those that failed in all of their trials are not. */
function comparedArms({ trials }: Run, arms: readonly Arm[]): number {
  return arms.filter(({ id }) => {
    const own = trials.filter(({ armId }) => armId === id);
    return own.length === 0 || own.some(({ status }) => status === "measured");
  }).length;
}

function idsOf(arms: readonly Arm[]): readonly string[] {
  return arms.map(({ id }) => id);
}

/** By place, then by what decides, the unmeasured last. */
function byPlace({ id, better }: MetricInfo): (a: ArmSummary, b: ArmSummary) => number {
  const goodness = (arm: ArmSummary): number => {
    const value = arm.metrics.find(({ metric }) => metric.id === id)?.estimate.value;
    return value === undefined ? -Infinity : better === "lower" ? -value : value;
  };
  return (a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || goodness(b) - goodness(a) || 0;
}

/** Those that count, now or when the run is finished. */
function plannedTrials({ plan, earlyEnd }: Run): number {
  return earlyEnd === undefined ? plan.trials.length : earlyEnd.blocks * plan.arms.length;
}

/** Failed trials, and those of blocks that were replaced, count as overhead. */
function overheadShare(run: Run): number | null {
  const counted = measuredTrials(run);
  if (counted.length === 0) return null;
  const useful = counted.reduce((sum, { times }) => sum + times.warmupSeconds + times.measuredSeconds, 0);
  const total = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  return 1 - useful / total;
}
