import { countedBlocks, countedTrials, replacedBlocksOf } from "../course.ts";
import type { Analysis, Arm, ArmSummary, MetricInfo, Run } from "../model/index.ts";
import { compareArms, completeBlocks, decidingTable, ratioOf } from "./compare.ts";
import { contendersOf } from "../plan.ts";
import { percentileNames } from "./histogram.ts";
import { levelAt } from "./looks.ts";
import { rankArms } from "./ranking.ts";
import { measuredTrials, summariseArm } from "./summary.ts";
import { findWarnings, sealOf } from "./validity.ts";
import { refusalOf, writeVerdict } from "./verdict.ts";

/**
 * Everything that a report shows, from a saved run. `titles` are what people call the arms, by arm id; an arm without
 * one goes by its id. Pure: the same run gives the same analysis.
 */
export function analyse(saved: Run, titles: ReadonlyMap<string, string>): Analysis {
  const run = { ...saved, trials: countedTrials(saved) };
  const trials = measuredTrials(run);
  const { plan } = run;
  const contenders = contendersOf(plan);
  const figures = decidingTable(
    plan,
    trials,
    contenders.map((arm) => arm.id),
  );
  const warnings = findWarnings({ run: saved, trials, figures });
  const seal = sealOf(warnings);
  const completedBlocks = completeBlocks(figures);
  const level = levelAt(plan, countedBlocks(saved));
  const refusal = refusalOf(run, seal, figures.armIds.length, completedBlocks, level);
  const ranked = refusal === null && figures.armIds.length > 1;
  const comparisons = compareArms(figures, ranked ? level : 0, plan.seed);
  const ranks = ranked ? rankArms(figures.armIds, comparisons) : new Map<string, number>();
  const summary = (arm: Arm): ArmSummary => {
    const { baselineArmId } = plan;
    return {
      ...summariseArm(run, arm, titles.get(arm.id) ?? arm.id),
      ratioToBaseline: arm.id === baselineArmId ? null : ratioOf(figures, arm.id, baselineArmId),
      rank: ranks.get(arm.id) ?? null,
    };
  };
  const deciding = figures.metric;
  const arms = contenders.map(summary).sort(byPlace(deciding));
  return {
    verdict: writeVerdict({ run, seal, arms, comparisons, figures, completedBlocks, level, refusal }),
    seal,
    baselineArmId: plan.baselineArmId,
    deciding,
    arms,
    comparisons,
    warnings,
    percentiles: percentileNames,
    completedBlocks,
    replacedBlocks: replacedBlocksOf(saved),
    measuredTrials: trials.length,
    plannedTrials: plannedTrials(saved),
    overheadShare: overheadShare(saved),
  };
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
  const counted = measuredTrials({ ...run, trials: countedTrials(run) });
  if (counted.length === 0) return null;
  const useful = counted.reduce((sum, { times }) => sum + times.warmupSeconds + times.measuredSeconds, 0);
  const total = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  return 1 - useful / total;
}
