import type { MeasuredTrial, Plan, Warning } from "../model/index.ts";
import { percent, plural, significant } from "../units.ts";
import { remainingTrials, replacedBlocksOf, trialCount } from "../course.ts";
import { singleBeside } from "../plan.ts";
import { logRatio } from "../stats/hodges-lehmann.ts";
import { nominalLevels } from "../stats/sequential.ts";
import { signedRankTest } from "../stats/signed-rank.ts";
import { decidingTable, pairsOfArms, ratioOf } from "./compare.ts";
import { coresInWords, usableCores } from "./cores.ts";
import { disturbanceThresholds } from "./disturbance.ts";
import { indexesOf, perArm, shareInWords, trialsInWords } from "./evidence.ts";
import type { Rule, TrialRule } from "./evidence.ts";
import { firstSentence } from "./first-sentence.ts";
import { throughputId } from "./metrics.ts";
import { resuming } from "./resuming.ts";

export const runThresholds = {
  /** How far a speed-up may pass the number of cores. */
  speedUpOverCores: 1.05,
} as const;

/** Trials that failed. Without the baseline there is nothing to compare with. */
export const trialsFailed: Rule = ({ run, trials, failed: allFailed }) =>
  run.plan.arms.flatMap(({ id }) => {
    const failed = allFailed.filter(({ armId }) => armId === id);
    const [first] = failed;
    if (first === undefined) return [];
    const measured = trials.filter(({ armId }) => armId === id).length;
    const all = measured === 0;
    const consequence = all ? " It has no result." : " Its other trials stand for it.";
    return [
      {
        code: "trials-failed",
        severity: all && id === run.plan.baselineArmId ? "invalid" : "suspect",
        meaning: `${failed.length} of ${plural(failed.length + measured, "trial")} failed: ${firstSentence(first.failure.message)}${consequence}`,
        action: first.failure.hint,
        armId: id,
        trials: indexesOf(failed),
      },
    ];
  });

/** What was measured stands; what was left of it may have been there while others were. */
export const notEnded: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const left = trials.filter(({ stopFailure }) => stopFailure !== undefined);
    const [first] = left.flatMap(({ stopFailure }) => stopFailure ?? []);
    if (first === undefined) return [];
    return [
      {
        code: "not-ended",
        severity: "suspect",
        meaning: `What was measured could not be ended after ${shareInWords(left, trials)}: ${firstSentence(first.message)} It may have run on beside later ones.`,
        action: first.hint,
        armId,
        trials: indexesOf(left),
      },
    ];
  });

/** A run that was stopped before its end. */
export const notFinished: Rule = ({ saved }) => {
  const missing = remainingTrials(saved).length;
  if (missing === 0) return [];
  return [
    {
      code: "not-finished",
      severity: "note",
      meaning: `The run was stopped early: ${missing} of ${plural(trialCount(saved), "planned trial")} did not take place.`,
      action:
        saved.plan.gate === undefined
          ? `Finish it: ${resuming(saved)}, with the folder of these results.`
          : "Measure it again: a gate begins anew.",
    },
  ];
};

/** Blocks that were measured again: listed, so that nobody needs to believe that only disturbed ones were. */
export const blocksReplaced: Rule = ({ saved }) => {
  const replacedBlocks = replacedBlocksOf(saved);
  if (replacedBlocks.length === 0) return [];
  const which = replacedBlocks.map(({ block, by, reason }) => `${block} by ${by} (${reason})`).join("; ");
  return [
    {
      code: "blocks-replaced",
      severity: "note",
      meaning: `Measured again: block ${which}.`,
      action:
        "No action needed: blocks are repeated for what the machine did or for a worker that did not report, never for how fast the target was.",
    },
  ];
};

/** The level of the exact test between the baseline and its control, over all the looks of a run. */
const canaryLevel = 0.01;

/** The same at every look (Pocock). */
function canaryLevelOf({ looks }: Plan): number {
  if (looks === undefined) return canaryLevel;
  return nominalLevels({ level: canaryLevel, sides: 2, sizes: looks, shape: "pocock" })[0] ?? 0;
}

/** A control that differs from the arm that it repeats shows that the run tells differences where there are none. */
export const canaryDiffers: Rule = ({ run, trials }) =>
  run.plan.arms.flatMap(({ id, canaryOf }) => {
    if (canaryOf === undefined) return [];
    const table = decidingTable(run.plan, trials, [canaryOf, id]);
    const ratio = ratioOf(table, id, canaryOf);
    if (ratio === null) return [];
    const p = signedRankTest(pairsOfArms(table, id, canaryOf).map(logRatio)).pTwoSided;
    const interval =
      ratio.low === null || ratio.high === null ? "" : ` [${significant(ratio.low)}, ${significant(ratio.high)}]`;
    const figures = `ratio ${significant(ratio.value)}${interval}, p ${significant(p, 2)}.`;
    const warning: Warning =
      p <= canaryLevelOf(run.plan)
        ? {
            code: "canary-differs",
            severity: "suspect",
            meaning: `${canaryOf}, measured twice in each block, differs from itself: ${figures}`,
            action: "Something beside the arms decides what is measured: look at what else runs, and measure again.",
            armId: canaryOf,
          }
        : {
            code: "canary-agrees",
            severity: "note",
            meaning: `${canaryOf}, measured twice in each block, does not differ from itself: ${figures}`,
            action: "No action needed: it is a control, and it agrees.",
            armId: canaryOf,
          };
    return [warning];
  });

function foreignShareOf({ machine }: MeasuredTrial): number {
  return machine.foreignCpuShare ?? 0;
}

/** Whether other programs took so much of the CPU time that it counts as a disturbance. */
function isCrowded(trial: MeasuredTrial): boolean {
  return foreignShareOf(trial) > disturbanceThresholds.foreignCpuShare;
}

/** More than the cores can give, against one process: something is wrong until it is explained. */
export const speedUpAboveCores: Rule = ({ run, trials, figures }) => {
  const cores = Math.max(0, ...trials.map(usableCores));
  if (figures.metric.id !== throughputId) return [];
  return run.plan.arms.flatMap((arm) => {
    // What a deployment runs on, nobody knows.
    if (arm.deployment !== undefined) return [];
    const single = singleBeside(run.plan, arm);
    if (single === undefined || single === arm || arm.app?.script !== single.app?.script) return [];
    const ratio = ratioOf(figures, arm.id, single.id);
    if (ratio === null || ratio.value <= Math.max(1, cores) * runThresholds.speedUpOverCores) return [];
    const crowded = trials.filter((trial) => trial.armId === single.id && isCrowded(trial));
    return [
      {
        code: "speed-up-above-cores",
        severity: "suspect" as const,
        meaning: `CPU speed-up above core count: ${significant(ratio.value)} times the throughput of ${single.id} on ${coresInWords(cores)}.`,
        action:
          crowded.length > 0
            ? `Close what else runs on this machine, and measure again: in ${trialsInWords(crowded)} other programs used up to ${percent(Math.max(...crowded.map(foreignShareOf)))} of the CPU time, which likely held ${single.id} back.`
            : `Find out what held ${single.id} back, or what ${arm.id} leaves out, before you rely on the ratio.`,
        armId: arm.id,
      },
    ];
  });
};
