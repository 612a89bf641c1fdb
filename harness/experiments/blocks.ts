import { endedByTime, isTimeUp, remainingTrials, withResult, type Course } from "../course.ts";
import type { PlannedTrial, Run, TrialFailure, TrialResult } from "../model/index.ts";
import { armOf, type Experiment } from "./experiment.ts";

export type RunOptions = {
  readonly course: Course;
  /** What becomes of the run when its time is up: it ends, or it can be gone on with. */
  readonly whenTimeIsUp: "end" | "pause";
  /** What can still be followed later of what is advised about a failure; by default all of it. */
  readonly lastingHint?: (hint: string) => string;
};

/** Blocks of trials in which each arm is measured once. Its course may add blocks, or end it. */
export function runExperiment({
  course,
  whenTimeIsUp,
  lastingHint = (hint) => hint,
}: RunOptions): Experiment<Run, PlannedTrial> {
  return {
    next: (run) => remainingTrials(run)[0] ?? null,
    trialOf: ({ plan }, trial) => ({ arm: armOf(plan, trial.armId), trial, settings: plan }),
    record: (run, _trial, result) => withResult(run, withHint(result, lastingHint), course),
    outOfTime: (run, secondsLeft) => {
      if (whenTimeIsUp === "pause") return secondsLeft <= 0 ? run : null;
      return isTimeUp(run, secondsLeft) ? endedByTime(run) : null;
    },
  };
}

function withHint(result: TrialResult, hintFor: (hint: string) => string): TrialResult {
  const lasting = (failure: TrialFailure): TrialFailure => ({ ...failure, hint: hintFor(failure.hint) });
  if (result.status === "failed") return { ...result, failure: lasting(result.failure) };
  return result.stopFailure === undefined ? result : { ...result, stopFailure: lasting(result.stopFailure) };
}
