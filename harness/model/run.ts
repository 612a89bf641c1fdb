import type { Plan } from "./plan.ts";
import type { ReplacedBlock } from "./replaced-block.ts";
import type { Saved } from "./saved.ts";
import type { TrialResult } from "./trial.ts";

export const runSchemaName = "broadside/run";
export const runSchemaVersion = 2;

/** How a run ended before its last planned block. */
export type EarlyEnd = {
  /** Blocks that counted by then. */
  readonly blocks: number;
  readonly because: "decided" | "time";
};

/** All the trials of a plan, with the environment they ran in, saved as they finish. */
export type Run = Saved<typeof runSchemaName, typeof runSchemaVersion> & {
  readonly plan: Plan;
  readonly trials: readonly TrialResult[];
  /** In the order in which they were replaced. */
  readonly replacedBlocks: readonly ReplacedBlock[];
  /** Absent when the run goes on, or was measured to its last planned block. */
  readonly earlyEnd?: EarlyEnd;
};
