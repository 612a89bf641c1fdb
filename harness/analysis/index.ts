import type { Analysis, ArmSummary, MeasuredTrial, Run } from "../model/index.ts";
import { compareArms, completeBlocks, ratioOf, throughputTable } from "./compare.ts";
import { percentileNames } from "./histogram.ts";
import { throughputId } from "./metrics.ts";
import { rankArms } from "./ranking.ts";
import { measuredTrials, summariseArm } from "./summary.ts";
import { findWarnings, sealOf } from "./validity.ts";
import { refusalOf, writeVerdict } from "./verdict.ts";

/**
 * Everything that a report shows, from a saved run. `titles` are what people call the arms, by arm id; an arm without
 * one goes by its id. Pure: the same run gives the same analysis.
 */
export function analyse(run: Run, titles: ReadonlyMap<string, string>): Analysis {
  const trials = measuredTrials(run);
  const { plan } = run;
  const throughput = throughputTable(
    trials,
    plan.arms.map((arm) => arm.id),
  );
  const warnings = findWarnings({ run, trials, throughput });
  const seal = sealOf(warnings);
  const completedBlocks = completeBlocks(throughput);
  const refusal = refusalOf(run, seal, throughput.armIds.length, completedBlocks);
  const ranked = refusal === null && throughput.armIds.length > 1;
  const comparisons = compareArms(throughput, ranked, plan.seed);
  const ranks = ranked ? rankArms(throughput.armIds, comparisons) : new Map<string, number>();
  const arms = plan.arms
    .map((arm): ArmSummary => {
      const { baselineArmId } = plan;
      return {
        ...summariseArm(run, arm, titles.get(arm.id) ?? arm.id),
        ratioToBaseline: arm.id === baselineArmId ? null : ratioOf(throughput, arm.id, baselineArmId),
        rank: ranks.get(arm.id) ?? null,
      };
    })
    .sort(byPlace);
  return {
    verdict: writeVerdict({ run, seal, arms, comparisons, throughput, completedBlocks, refusal }),
    seal,
    arms,
    comparisons,
    warnings,
    percentiles: percentileNames,
    completedBlocks,
    measuredTrials: trials.length,
    plannedTrials: plan.trials.length,
    overheadShare: overheadShare(run, trials),
  };
}

/** By place, then by throughput, the unmeasured last. */
function byPlace(a: ArmSummary, b: ArmSummary): number {
  return (a.rank ?? Infinity) - (b.rank ?? Infinity) || throughputOf(b) - throughputOf(a) || 0;
}

function throughputOf(arm: ArmSummary): number {
  return arm.metrics.find(({ metric }) => metric.id === throughputId)?.estimate.value ?? -1;
}

/** Failed trials count as overhead. */
function overheadShare(run: Run, measured: readonly MeasuredTrial[]): number | null {
  if (measured.length === 0) return null;
  const useful = measured.reduce((sum, { times }) => sum + times.warmupSeconds + times.measuredSeconds, 0);
  const total = run.trials.reduce(
    (sum, trial) => sum + (trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds),
    0,
  );
  return 1 - useful / total;
}
