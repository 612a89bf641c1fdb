import {
  generatorsOf,
  type FailedTrial,
  type MeasuredTrial,
  type Plan,
  type Run,
  type Stated,
  type StatedPlan,
  type Warning,
} from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { decidingTable, type FigureTable } from "./compare.ts";
import { failedTrials, measuredTrials } from "./counted.ts";

/** What the rules look at that need to know of nothing but trials. */
export type TrialEvidence = {
  readonly run: { readonly plan: Pick<StatedPlan<Plan>, "arms" | "gate"> };
  /** In order of index. */
  readonly trials: readonly MeasuredTrial[];
};

/** What the rules of validity look at: the trials that count, and no others but where a rule is about those. */
export type Evidence = TrialEvidence & {
  readonly run: Pick<Stated<Run>, "plan">;
  /** In order of index. */
  readonly failed: readonly FailedTrial[];
  /** What decides between the arms. */
  readonly figures: FigureTable;
  /** With the trials that do not count, for what is said of those. */
  readonly saved: Run;
};

export function evidenceOf(saved: Stated<Run>): Evidence {
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

/** The trials that something was seen in, of all those looked at. */
export function seenAmong(
  some: readonly { readonly index: number }[],
  all: readonly unknown[],
): { readonly trials: readonly number[]; readonly ofTrials: number } {
  return { trials: indexesOf(some), ofTrials: all.length };
}
