import {
  generatorsOf,
  type FailedTrial,
  type MeasuredTrial,
  type Plan,
  type Run,
  type Warning,
} from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { plural } from "../units.ts";
import { decidingTable, type FigureTable } from "./compare.ts";
import { failedTrials, measuredTrials } from "./counted.ts";

/** What the rules look at that need to know of nothing but trials. */
export type TrialEvidence = {
  readonly run: { readonly plan: Pick<Plan, "arms" | "gate"> };
  /** In order of index. */
  readonly trials: readonly MeasuredTrial[];
};

/** What the rules of validity look at: the trials that count, and no others but where a rule is about those. */
export type Evidence = TrialEvidence & {
  readonly run: Pick<Run, "plan">;
  /** In order of index. */
  readonly failed: readonly FailedTrial[];
  /** What decides between the arms. */
  readonly figures: FigureTable;
  /** With the trials that do not count, for what is said of those. */
  readonly saved: Run;
};

export function evidenceOf(saved: Run): Evidence {
  const trials = measuredTrials(saved);
  const { plan } = saved;
  const figures = decidingTable(
    plan,
    trials,
    contendersOf(plan).map(({ id }) => id),
  );
  return { run: { plan }, trials, failed: failedTrials(saved), figures, saved };
}

/** One check. It returns a warning for each thing found, and none when all is well. */
export type Rule = (evidence: Evidence) => readonly Warning[];

/** One that needs trials alone. */
export type TrialRule = (evidence: TrialEvidence) => readonly Warning[];

/** Applies a check to each arm's measured trials, where there are any. */
export function perArm(
  { run, trials }: TrialEvidence,
  check: (armId: string, trials: readonly MeasuredTrial[]) => readonly Warning[],
): readonly Warning[] {
  return run.plan.arms.flatMap(({ id }) => {
    const own = trials.filter((trial) => trial.armId === id);
    return own.length === 0 ? [] : check(id, own);
  });
}

/** The processes that an arm's load came from. */
export function generatorsOfArm({ run }: TrialEvidence, armId: string): number {
  const arm = run.plan.arms.find(({ id }) => id === armId);
  return arm === undefined ? 1 : generatorsOf(arm.load);
}

export function indexesOf(trials: readonly { readonly index: number }[]): readonly number[] {
  return trials.map((trial) => trial.index);
}

/** `trial 3`, `trials 3, 7 and 12`, or a count where there are many. Counted from 0, as in the results. */
export function trialsInWords(trials: readonly { readonly index: number }[]): string {
  const numbers = trials.map((trial) => String(trial.index));
  if (numbers.length > 6) return `${numbers.length} trials`;
  if (numbers.length === 1) return `trial ${numbers[0]}`;
  return `trials ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

/** `2 of 8 trials (numbers 3 and 7)`. */
export function shareInWords(some: readonly { readonly index: number }[], all: readonly unknown[]): string {
  const numbers = some.map((trial) => String(trial.index));
  const which =
    numbers.length === 1 ? `number ${numbers[0]}` : `numbers ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  return `${some.length} of ${plural(all.length, "trial")}${numbers.length > 6 ? "" : ` (${which})`}`;
}
