import type { Arm, PlannedTrial, Plan, TrialResult } from "../model/index.ts";
import { awaitReady } from "./ready.ts";
import { bootArm, stopTargets, unseen } from "./boot.ts";
import { runTrial, type Phase, type TrialOptions } from "./trial.ts";

export type RunEvents = {
  readonly onPhase: (trial: PlannedTrial, arm: Arm, phase: Phase) => void;
  /** Called as each trial ends, outside any measured window; the next begins when it has resolved. */
  readonly onTrial: (result: TrialResult, arm: Arm) => Promise<void>;
};

type RunOptions = Pick<TrialOptions, "plan" | "bootTimeoutSeconds" | "signal">;

function armOf(plan: Plan, armId: string): Arm {
  const arm = plan.arms.find(({ id }) => id === armId);
  if (arm === undefined) throw new RangeError(`the plan has no arm "${armId}"`);
  return arm;
}

/**
 * Boots the baseline arm once and asks for each kind of request, so that an app that cannot be measured at all is
 * reported before a run is begun. Rejects with the BroadsideError that says why.
 */
export async function checkApp(options: RunOptions): Promise<void> {
  const { plan } = options;
  const arm = armOf(plan, plan.baselineArmId);
  const { target, dependencies } = await bootArm(arm, { ...options, ...unseen });
  try {
    const signal = AbortSignal.any([options.signal, target.broken]);
    await awaitReady(target.url, plan.requests, arm.load.timeoutSeconds, signal);
  } finally {
    await stopTargets([target, ...dependencies]);
  }
}

/** Carries out planned trials, one after another. Rejects with the signal's reason when it is interrupted. */
export async function executeTrials(
  trials: readonly PlannedTrial[],
  options: RunOptions,
  events: RunEvents,
): Promise<void> {
  for (const trial of trials) {
    options.signal.throwIfAborted();
    const arm = armOf(options.plan, trial.armId);
    const result = await runTrial(arm, trial, {
      ...options,
      onPhase: (phase) => events.onPhase(trial, arm, phase),
    });
    await events.onTrial(result, arm);
  }
}
