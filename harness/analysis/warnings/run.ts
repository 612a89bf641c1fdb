import { remainingTrials, replacedBlocksOf, trialCount } from "../../course.ts";
import type { Estimate, MeasuredTrial, Plan } from "../../model/index.ts";
import { singleBeside } from "../../plan.ts";
import { logRatio } from "../../stats/hodges-lehmann.ts";
import { nominalLevels } from "../../stats/sequential.ts";
import { signedRankTest } from "../../stats/signed-rank.ts";
import { coresInWords, percent, plural, significant } from "../../units.ts";
import { decidingTable, pairsOfArms, ratioOf } from "../compare.ts";
import { usableCores } from "../cores.ts";
import { disturbanceThresholds } from "../disturbance.ts";
import { indexesOf, perArm, seenAmong, type Rule, type TrialRule } from "../evidence.ts";
import { firstSentence } from "../first-sentence.ts";
import { throughputId } from "../metrics.ts";
import { resuming } from "../resuming.ts";
import { warningKind, seenIn, trialsInWords, warn, type Seen } from "./kind.ts";

export const runThresholds = {
  /** How far a speed-up may pass the number of cores. */
  speedUpOverCores: 1.05,
} as const;

/** A baseline and what repeats it. */
type Control = {
  readonly armId: string;
  readonly ratio: number;
  /** `[0.98, 1.01]`, after a space; empty where there is none. */
  readonly interval: string;
  readonly p: number;
};

function controlInWords({ ratio, interval, p }: Control): string {
  return `ratio ${significant(ratio)}${interval}, p ${significant(p, 2)}.`;
}

type SpeedUp = {
  readonly speedUpRatio: number;
  readonly cores: number;
  readonly armId: string;
  readonly single: string;
  /** Trials of it in which other programs took CPU time, and the most that they took. */
  readonly crowdedTrials: readonly number[];
  readonly crowdedShare: number;
};

type FailedTrials = Seen & {
  /** Whether other trials of the arm were measured. */
  readonly hasResult: boolean;
  /** The code of the first failure, as docs/errors.md lists them. */
  readonly failure: string;
  readonly message: string;
  readonly advice: string;
};

export const runWarnings = {
  trialsFailed: warningKind({
    code: "trials-failed",
    title: "failed trials",
    severities: ["suspect", "invalid"],
    meaning: ({ trials, ofTrials, message, hasResult }: FailedTrials) => {
      const consequence = hasResult ? " Its result is based on its other trials." : " It has no result.";
      return `${trials.length} of ${plural(ofTrials, "trial")} failed: ${message}${consequence}`;
    },
    action: ({ advice }) => advice,
  }),
  notEnded: warningKind({
    code: "not-ended",
    title: "a target that could not be stopped",
    severities: ["suspect", "invalid"],
    meaning: ({ message, ...seen }: Seen & { readonly message: string; readonly advice: string }) =>
      `The target could not be stopped after ${seenIn(seen)}: ${message} It may have kept running during later trials.`,
    action: ({ advice }) => advice,
  }),
  speedUpAboveCores: warningKind({
    code: "speed-up-above-cores",
    title: "a speed-up above the number of cores",
    severities: ["suspect"],
    meaning: ({ speedUpRatio, cores, single }: SpeedUp) =>
      `CPU speed-up above core count: ${significant(speedUpRatio)} times the throughput of ${single} on ${coresInWords(cores)}.`,
    action: ({ armId, single, crowdedTrials, crowdedShare }) =>
      crowdedTrials.length > 0
        ? `Close other programs on this machine and measure again: in ${trialsInWords(crowdedTrials)} other programs used up to ${percent(crowdedShare)} of the CPU time, which likely held ${single} back.`
        : `Find out what held ${single} back, or what work ${armId} skips, before you rely on the ratio.`,
  }),
  canaryDiffers: warningKind({
    code: "canary-differs",
    title: "a control that differs from what it repeats",
    severities: ["suspect", "invalid"],
    meaning: (found: Control) =>
      `${found.armId}, measured twice in each block, differs from itself: ${controlInWords(found)}`,
    action: () =>
      "Something other than the arms affects the measurement: check what else is running, and measure again.",
  }),
  canaryAgrees: warningKind({
    code: "canary-agrees",
    title: "a control that agrees with what it repeats",
    severities: ["note"],
    meaning: (found: Control) =>
      `${found.armId}, measured twice in each block, does not differ from itself: ${controlInWords(found)}`,
    action: () => "No action needed: it is a control, and it agrees.",
  }),
  blocksReplaced: warningKind({
    code: "blocks-replaced",
    title: "repeated blocks",
    severities: ["note"],
    meaning: ({ blocks }: { readonly blocks: readonly string[] }) => `Measured again: block ${blocks.join("; ")}.`,
    action: () =>
      "No action needed: blocks are repeated because of the machine or a worker that did not report, never because of the target's speed.",
  }),
  notFinished: warningKind({
    code: "not-finished",
    title: "planned trials that were not run",
    severities: ["note"],
    meaning: ({ missingTrials, plannedTrials }: Unfinished) =>
      `The run was stopped early: ${missingTrials} of ${plural(plannedTrials, "planned trial")} were not run.`,
    action: ({ advice }) => advice,
  }),
};

type Unfinished = { readonly missingTrials: number; readonly plannedTrials: number; readonly advice: string };

/** Trials that failed. Without the baseline there is nothing to compare with. */
export const trialsFailed: Rule = ({ run, trials, failed: allFailed }) =>
  run.plan.arms.flatMap(({ id }) => {
    const failed = allFailed.filter(({ armId }) => armId === id);
    const [first] = failed;
    if (first === undefined) return [];
    const measured = trials.filter(({ armId }) => armId === id).length;
    return [
      warn(runWarnings.trialsFailed, measured === 0 && id === run.plan.baselineArmId ? "invalid" : "suspect", {
        armId: id,
        trials: indexesOf(failed),
        ofTrials: failed.length + measured,
        hasResult: measured > 0,
        failure: first.failure.code,
        message: firstSentence(first.failure.message),
        advice: first.failure.hint,
      }),
    ];
  });

/** What was measured stands; what was left of it may have been there while others were. */
export const notEnded: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const left = trials.filter(({ stopFailure }) => stopFailure !== undefined);
    const [first] = left.flatMap(({ stopFailure }) => stopFailure ?? []);
    if (first === undefined) return [];
    return [
      warn(runWarnings.notEnded, "suspect", {
        armId,
        ...seenAmong(left, trials),
        message: firstSentence(first.message),
        advice: first.hint,
      }),
    ];
  });

/** A run that was stopped before its end. */
export const notFinished: Rule = ({ saved }) => {
  const missingTrials = remainingTrials(saved).length;
  if (missingTrials === 0) return [];
  return [
    warn(runWarnings.notFinished, "note", {
      missingTrials,
      plannedTrials: trialCount(saved),
      advice:
        saved.plan.gate === undefined
          ? `Finish it: ${resuming(saved)}, with the folder of these results.`
          : "Run the gate again: it cannot be resumed.",
    }),
  ];
};

/** Blocks that were measured again: listed, so that nobody needs to believe that only disturbed ones were. */
export const blocksReplaced: Rule = ({ saved }) => {
  const blocks = replacedBlocksOf(saved).map(({ block, by, reason }) => `${block} by ${by} (${reason})`);
  return blocks.length === 0 ? [] : [warn(runWarnings.blocksReplaced, "note", { blocks })];
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
    const found = { armId: canaryOf, ratio: ratio.value, interval: intervalInWords(ratio), p };
    return [
      p <= canaryLevelOf(run.plan)
        ? warn(runWarnings.canaryDiffers, "suspect", found)
        : warn(runWarnings.canaryAgrees, "note", found),
    ];
  });

function intervalInWords({ low, high }: Estimate): string {
  return low === null || high === null ? "" : ` [${significant(low)}, ${significant(high)}]`;
}

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
      warn(runWarnings.speedUpAboveCores, "suspect", {
        armId: arm.id,
        speedUpRatio: ratio.value,
        cores,
        single: single.id,
        crowdedTrials: indexesOf(crowded),
        crowdedShare: Math.max(0, ...crowded.map(foreignShareOf)),
      }),
    ];
  });
};
