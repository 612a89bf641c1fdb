import type { Baseline } from "./baseline/model.ts";
import type { Run } from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { list } from "../units.ts";
import { differenceInWords, identityOf, type ArmIdentity } from "./same-arm.ts";

/** What a run and a baseline must have in common to be compared; most of it is known before anything is measured. */
export type Conditions = Pick<
  Baseline,
  "load" | "warmupSeconds" | "chosenWarmupSeconds" | "baselineArmId" | "environment"
> & {
  readonly arms: readonly ArmIdentity[];
};

export function conditionsOf({ plan, environment, trials }: Pick<Run, "plan" | "environment" | "trials">): Conditions {
  const [load] = plan.arms.map((arm) => arm.load);
  if (load === undefined) throw new RangeError("a run has at least one arm");
  return {
    load,
    warmupSeconds: plan.warmupSeconds,
    ...(plan.chosenWarmupSeconds === undefined ? {} : { chosenWarmupSeconds: plan.chosenWarmupSeconds }),
    baselineArmId: plan.baselineArmId,
    environment,
    arms: contendersOf(plan).map((arm) => {
      const versions = trials.flatMap((trial) =>
        trial.armId === arm.id && trial.status === "measured" ? (trial.nodeVersion ?? []) : [],
      );
      return identityOf(arm, versions[0]);
    }),
  };
}

/** The warm-up by which two runs are alike: how far a slow response lengthened it differs from one look at the app to the next. */
export function chosenWarmup({
  warmupSeconds,
  chosenWarmupSeconds = warmupSeconds,
}: Pick<Conditions, "warmupSeconds" | "chosenWarmupSeconds">): number {
  return chosenWarmupSeconds;
}

/** An arm that has the name of one of the baseline's, and is another thing. */
export type OtherArm = { readonly id: string; readonly difference: string };

export function otherArms(then: Conditions, now: Conditions): readonly OtherArm[] {
  const measured = (arm: ArmIdentity, { environment }: Conditions) => ({
    arm,
    ownNodeVersion: environment.nodeVersion,
  });
  return now.arms.flatMap((arm) => {
    const old = then.arms.find(({ id }) => id === arm.id);
    const difference = old === undefined ? null : differenceInWords(measured(old, then), measured(arm, now));
    return difference === null ? [] : [{ id: arm.id, difference }];
  });
}

export function otherArmsInWords(arms: readonly OtherArm[]): string {
  return list(arms.map(({ id, difference }) => `${id} (${difference})`));
}

/** The arms that were there then, and are still the same. */
export function sameArms(then: Conditions, now: Conditions): ReadonlySet<string> {
  const others = new Set(otherArms(then, now).map(({ id }) => id));
  const before = new Set(then.arms.map(({ id }) => id));
  return new Set(now.arms.map(({ id }) => id).filter((id) => before.has(id) && !others.has(id)));
}

/** Speed-ups are ratios to an arm: where that is another one, they cannot be compared. */
export function haveSameReference(then: Conditions, now: Conditions): boolean {
  return then.baselineArmId === now.baselineArmId && sameArms(then, now).has(now.baselineArmId);
}
