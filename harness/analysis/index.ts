import { countedBlocks, countedTrials, replacedBlocksOf } from "../course.ts";
import type { Analysis, Arm, ArmSummary, Run } from "../model/index.ts";
import { compareArms, completeBlocks, ratioOf, throughputTable } from "./compare.ts";
import { contendersOf } from "../plan.ts";
import { percentileNames } from "./histogram.ts";
import { levelAt } from "./looks.ts";
import { throughputId } from "./metrics.ts";
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
  const throughput = throughputTable(
    trials,
    contenders.map((arm) => arm.id),
  );
  const warnings = findWarnings({ run: saved, trials, throughput });
  const seal = sealOf(warnings);
  const completedBlocks = completeBlocks(throughput);
  const level = levelAt(plan, countedBlocks(saved));
  const refusal = refusalOf(run, seal, throughput.armIds.length, completedBlocks, level);
  const ranked = refusal === null && throughput.armIds.length > 1;
  const comparisons = compareArms(throughput, ranked ? level : 0, plan.seed);
  const ranks = ranked ? rankArms(throughput.armIds, comparisons) : new Map<string, number>();
  const summary = (arm: Arm): ArmSummary => {
    const { baselineArmId } = plan;
    return {
      ...summariseArm(run, arm, titles.get(arm.id) ?? arm.id),
      ratioToBaseline: arm.id === baselineArmId ? null : ratioOf(throughput, arm.id, baselineArmId),
      rank: ranks.get(arm.id) ?? null,
    };
  };
  const arms = contenders.map(summary).sort(byPlace);
  return {
    verdict: writeVerdict({ run, seal, arms, comparisons, throughput, completedBlocks, level, refusal }),
    seal,
    baselineArmId: plan.baselineArmId,
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

/** By place, then by throughput, the unmeasured last. */
function byPlace(a: ArmSummary, b: ArmSummary): number {
  return (a.rank ?? Infinity) - (b.rank ?? Infinity) || throughputOf(b) - throughputOf(a) || 0;
}

function throughputOf(arm: ArmSummary): number {
  return arm.metrics.find(({ metric }) => metric.id === throughputId)?.estimate.value ?? -1;
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
