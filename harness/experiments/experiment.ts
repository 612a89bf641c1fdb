import type { Arm, PlannedTrial, TrialResult, TrialSettings } from "../model/index.ts";

/** One trial: an arm with the load that it gets, its place among the others, and what holds for all of them. */
export type TrialToRun = { readonly arm: Arm; readonly trial: PlannedTrial; readonly settings: TrialSettings };

/**
 * A kind of experiment, as the loop that measures sees it: which trial comes next, and what becomes of its result. It is
 * pure, so that what was saved is gone on with from the state alone.
 */
export type Experiment<State, Planned> = {
  /** What comes next; null when nothing is left. */
  readonly next: (state: State) => Planned | null;
  readonly trialOf: (state: State, planned: Planned) => TrialToRun;
  readonly record: (state: State, planned: Planned, result: TrialResult) => State;
  /**
   * What becomes of it with so many seconds left before the next trial: null to go on, the same state to stop and be
   * gone on with, another one to end.
   */
  readonly outOfTime: (state: State, secondsLeft: number) => State | null;
};

/** @throws RangeError when the plan has no such arm */
export function armOf({ arms }: { readonly arms: readonly Arm[] }, armId: string): Arm {
  const arm = arms.find(({ id }) => id === armId);
  if (arm === undefined) throw new RangeError(`the plan has no arm "${armId}"`);
  return arm;
}
