import type {
  Disturbance,
  EarlyEnd,
  MeasuredTrial,
  Plan,
  PlannedTrial,
  ReplacedBlock,
  Run,
  TrialResult,
} from "./model/index.ts";
import { trialsOfBlock } from "./plan.ts";

/** Share of the planned blocks, and of a time limit, that may be spent on blocks that are then measured again. */
const replaceableShare = 0.25;
/** Blocks, of those disturbed one after another, that are measured again for one cause: a machine that stays busy is not waited for. */
const replacedInRow = 2;

/** What decides, beside the plan, which trials a run consists of. */
export type Course = {
  /** What disturbed a trial; null when nothing did. It may look at the machine, never at the target's figures. */
  readonly disturbanceOf: (trial: MeasuredTrial) => Disturbance | null;
  /** Whether a run with looks need not go on. Asked when as many blocks count as the plan has a look at. */
  readonly isDecided: (run: Run) => boolean;
  /** Whether nothing that is still to be measured can change the outcome. Asked after each block. */
  readonly isCertain?: (run: Run) => boolean;
  /** How long the run may take, seconds; absent without a limit. */
  readonly limitSeconds?: number;
};

/** Measures every planned block, the disturbed ones again. */
export function replacedUpTo({ blocks }: Plan): number {
  return Math.floor(blocks * replaceableShare);
}

/** The trials that are still to be measured, in order; none when the run has ended early. */
export function remainingTrials(run: Run): readonly PlannedTrial[] {
  if (run.earlyEnd !== undefined) return [];
  const done = new Set(run.trials.map((trial) => trial.index));
  return blocksInOrder(run)
    .flatMap((block) => trialsOf(run.plan, block))
    .filter((trial) => !done.has(trial.index));
}

/** Trials of the run as it stands: the planned ones, and those of blocks that are measured again. */
export function trialCount({ plan, replacedBlocks }: Run): number {
  return plan.trials.length + replacedBlocks.length * plan.arms.length;
}

/** The planned block in whose place this one is measured; itself where it was planned. */
export function plannedBlock(run: Run, block: number): number {
  const replaced = run.replacedBlocks.find(({ by }) => by === block);
  return replaced === undefined ? block : plannedBlock(run, replaced.block);
}

/** The blocks that have been replaced: what was measured in their place is complete. */
export function replacedBlocksOf(run: Run): readonly ReplacedBlock[] {
  return run.replacedBlocks.filter(({ by }) => isComplete(run, by));
}

/** Results of the blocks that count: of a block and the one measured in its place, the later if it is complete. */
export function countedTrials(run: Run): readonly TrialResult[] {
  const left = new Set(run.replacedBlocks.map(({ block, by }) => (isComplete(run, by) ? block : by)));
  return run.trials.filter(({ block }) => !left.has(block));
}

/** Whether all trials of a block have taken place, measured or failed. */
export function isComplete({ trials, plan }: Pick<Run, "plan" | "trials">, block: number): boolean {
  return trials.filter((trial) => trial.block === block).length === plan.arms.length;
}

/**
 * The run with one more result. When that completes a block, the block is replaced if the machine was disturbed
 * meanwhile, unless a trial of it failed, too many have been replaced already, or it stays so; else the run ends if it
 * is decided. A failure is no figure that a busy machine changes a little: it is told, and counts.
 */
export function withResult(run: Run, result: TrialResult, course: Course): Run {
  const next: Run = { ...run, trials: [...run.trials, result] };
  if (!isComplete(next, result.block)) return next;
  const disturbed = disturbanceOf(next, result.block, course);
  if (disturbed !== null && !hasFailed(next, result.block) && mayReplace(next, course)) {
    const by = run.plan.blocks + run.replacedBlocks.length;
    const reason = `${disturbed.inWords} in trial ${disturbed.trial}`;
    return { ...next, replacedBlocks: [...run.replacedBlocks, { block: result.block, by, reason }] };
  }
  const blocks = countedBlocks(next);
  const isLook = run.plan.looks?.includes(blocks) === true && blocks < run.plan.blocks;
  const isOver = (isLook && course.isDecided(next)) || course.isCertain?.(next) === true;
  return isOver && remainingTrials(next).length > 0 ? { ...next, earlyEnd: { blocks, because: "decided" } } : next;
}

function hasFailed({ trials }: Run, block: number): boolean {
  return trials.some((trial) => trial.block === block && trial.status === "failed");
}

/** Whether the block that has just been measured may be measured again. */
function mayReplace(run: Run, course: Course): boolean {
  const { limitSeconds = Infinity } = course;
  const replaced = new Set([...run.replacedBlocks.map(({ block }) => block), run.trials.at(-1)?.block]);
  const seconds = run.trials.reduce((sum, trial) => sum + (replaced.has(trial.block) ? secondsOf(trial) : 0), 0);
  return (
    run.replacedBlocks.length < replacedUpTo(run.plan) &&
    seconds <= replaceableShare * limitSeconds &&
    disturbedInRow(run, course) <= replacedInRow
  );
}

/**
 * How many of the blocks that were disturbed one after another, to the last that was measured, had the last one's cause;
 * 0 when that was not disturbed. Beyond {@link replacedInRow} they are no longer measured again for it.
 */
function disturbedInRow(run: Run, course: Pick<Course, "disturbanceOf">): number {
  const blocks = [...new Set(run.trials.map(({ block }) => block))].filter((block) => isComplete(run, block));
  const causes = blocks.map((block) => disturbanceOf(run, block, course)?.cause ?? null);
  const inRow = causes.slice(causes.lastIndexOf(null) + 1);
  return inRow.filter((cause) => cause === inRow.at(-1)).length;
}

/** What keeps the machine busy, in words, as of the block that has just been measured; null but for the first time in a row. */
export function busyMachine(run: Run, course: Pick<Course, "disturbanceOf">): string | null {
  const block = run.trials.at(-1)?.block;
  if (block === undefined || !isComplete(run, block)) return null;
  if (disturbedInRow(run, course) !== replacedInRow + 1) return null;
  return disturbanceOf(run, block, course)?.inWords ?? null;
}

export function secondsOf(trial: TrialResult): number {
  return trial.status === "measured" ? trial.times.totalSeconds : trial.totalSeconds;
}

/** The run ended for want of time, as it stands: what was to be replaced then stays. */
export function endedByTime(run: Run): Run {
  const earlyEnd: EarlyEnd = { blocks: countedBlocks(run), because: "time" };
  const begun = new Set(run.trials.map(({ block }) => block));
  return { ...run, replacedBlocks: run.replacedBlocks.filter(({ by }) => begun.has(by)), earlyEnd };
}

/**
 * Whether time is up: nothing is begun after it, and no block that would be cut off by it once there is another to
 * judge by.
 */
export function isTimeUp(run: Run, secondsLeft: number): boolean {
  if (secondsLeft <= 0) return true;
  if (!isBetweenBlocks(run) || countedBlocks(run) === 0) return false;
  const perTrial = run.trials.reduce((sum, trial) => sum + secondsOf(trial), 0) / run.trials.length;
  return (run.plan.arms.length - 1) * perTrial > secondsLeft;
}

/** Complete blocks that count. */
export function countedBlocks(run: Run): number {
  const blocks = new Set(countedTrials(run).map(({ block }) => block));
  return [...blocks].filter((block) => isComplete(run, block)).length;
}

/** Whether no block is half measured. */
function isBetweenBlocks(run: Run): boolean {
  return run.trials.length % run.plan.arms.length === 0;
}

/** Each planned block, followed by what replaces it. */
function blocksInOrder({ plan, replacedBlocks }: Run): readonly number[] {
  const byBlock = new Map(replacedBlocks.map(({ block, by }) => [block, by]));
  return Array.from({ length: plan.blocks }, (_, planned) => {
    const chain = [planned];
    for (let next = byBlock.get(planned); next !== undefined; next = byBlock.get(next)) chain.push(next);
    return chain;
  }).flat();
}

function trialsOf(plan: Plan, block: number): readonly PlannedTrial[] {
  const planned = plan.trials.filter((trial) => trial.block === block);
  return planned.length > 0 ? planned : trialsOfBlock(plan, block);
}

/** What disturbed a block, and in which of its trials. */
function disturbanceOf(
  run: Run,
  block: number,
  course: Pick<Course, "disturbanceOf">,
): (Disturbance & { readonly trial: number }) | null {
  for (const trial of run.trials) {
    const found = trial.block === block && trial.status === "measured" ? course.disturbanceOf(trial) : null;
    if (found !== null) return { ...found, trial: trial.index };
  }
  return null;
}
