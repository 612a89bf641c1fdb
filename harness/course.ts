import type { EarlyEnd, MeasuredTrial, Plan, PlannedTrial, ReplacedBlock, Run, TrialResult } from "./model/index.ts";
import { trialsOfBlock } from "./plan.ts";

/** Share of the planned blocks that may be measured again because the machine was disturbed. */
const replaceableShare = 0.25;

/** What decides, beside the plan, which trials a run consists of. */
export type Course = {
  /** What disturbed a trial, in words; null when nothing did. It may look at the machine, never at the target's figures. */
  readonly disturbanceOf: (trial: MeasuredTrial) => string | null;
  /** Whether a run with looks need not go on. Asked when as many blocks count as the plan has a look at. */
  readonly isDecided: (run: Run) => boolean;
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
 * meanwhile and a quarter of the planned blocks has not been replaced yet; else the run ends if it is decided.
 */
export function withResult(run: Run, result: TrialResult, course: Course): Run {
  const next: Run = { ...run, trials: [...run.trials, result] };
  const own = next.trials.filter(({ block }) => block === result.block);
  if (own.length < run.plan.arms.length) return next;
  const reason = disturbanceOf(own, course);
  const mayReplace = run.replacedBlocks.length < replacedUpTo(run.plan);
  if (reason !== null && mayReplace) {
    const by = run.plan.blocks + run.replacedBlocks.length;
    const replaced: ReplacedBlock = { block: result.block, by, reason };
    return { ...next, replacedBlocks: [...run.replacedBlocks, replaced] };
  }
  const blocks = countedBlocks(next);
  const isLook = run.plan.looks?.includes(blocks) === true && blocks < run.plan.blocks;
  return isLook && course.isDecided(next) ? { ...next, earlyEnd: { blocks, because: "decided" } } : next;
}

/** The run ended for want of time, as it stands after its last complete block: what was to be replaced then stays. */
export function endedByTime(run: Run): Run {
  const earlyEnd: EarlyEnd = { blocks: countedBlocks(run), because: "time" };
  return { ...run, replacedBlocks: replacedBlocksOf(run), earlyEnd };
}

/** Complete blocks that count. */
export function countedBlocks(run: Run): number {
  const blocks = new Set(countedTrials(run).map(({ block }) => block));
  return [...blocks].filter((block) => isComplete(run, block)).length;
}

/** Whether no block is half measured. */
export function isBetweenBlocks(run: Run): boolean {
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

function disturbanceOf(trials: readonly TrialResult[], course: Course): string | null {
  for (const trial of trials) {
    const reason = trial.status === "measured" ? course.disturbanceOf(trial) : null;
    if (reason !== null) return `${reason} in trial ${trial.index}`;
  }
  return null;
}
