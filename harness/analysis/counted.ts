import { countedTrials } from "../course.ts";
import type { FailedTrial, MeasuredTrial, Run } from "../model/index.ts";

/*
 * Every figure, warning and verdict is about one population: the trials that count. What a saved run holds beside them
 * (blocks that were measured again, or half measured in another's place) is looked at by rules that are about just that.
 */

function inOrder<Trial extends { readonly index: number }>(trials: readonly Trial[]): readonly Trial[] {
  return trials.toSorted((a, b) => a.index - b.index);
}

/** The trials that count and were measured, in order of index. */
export function measuredTrials(run: Run): readonly MeasuredTrial[] {
  return inOrder(countedTrials(run).filter((trial) => trial.status === "measured"));
}

/** The trials that count and failed, in order of index. */
export function failedTrials(run: Run): readonly FailedTrial[] {
  return inOrder(countedTrials(run).filter((trial) => trial.status === "failed"));
}

/** Every measured trial that was saved, those of blocks that were measured again too. */
export function everyMeasuredTrial({ trials }: Run): readonly MeasuredTrial[] {
  return inOrder(trials.filter((trial) => trial.status === "measured"));
}
