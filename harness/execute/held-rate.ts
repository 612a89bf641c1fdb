import { BroadsideError } from "../errors.ts";
import type { Arm, ClosedLoad, Plan } from "../model/index.ts";
import { runTrial, type TrialOptions } from "./trial.ts";

/** Odd, so that one of them is in the middle. */
const trials = 3;
/** Of each; longer where a response is. */
const usualSeconds = 1.5;
const responsesInTrial = 3;

/**
 * Requests per second that an arm answers in a closed loop: the middle one of a few short trials.
 * @throws BroadsideError `app-bad-answer` when one of them is not measured
 */
export async function heldRate(
  arm: Arm,
  load: ClosedLoad,
  options: Pick<TrialOptions, "bootTimeoutSeconds" | "signal"> & { readonly plan: Plan },
): Promise<number> {
  const { warmupSeconds, measuredSeconds, answerSeconds = 0 } = options.plan;
  const enough = Math.max(usualSeconds, responsesInTrial * answerSeconds);
  const lengths = {
    warmupSeconds: Math.min(enough, warmupSeconds),
    measuredSeconds: Math.min(enough, measuredSeconds),
  };
  const rates: number[] = [];
  for (let index = 0; index < trials; index += 1) {
    const planned = { index, block: index, position: 0, armId: arm.id };
    const trial = await runTrial({ ...arm, load }, planned, {
      ...options,
      plan: { ...options.plan, ...lengths },
      onPhase: () => {},
    });
    if (trial.status === "failed") {
      const { message, hint } = trial.failure;
      throw new BroadsideError("app-bad-answer", `${arm.id} could not be measured in a closed loop: ${message}`, hint);
    }
    rates.push(trial.load.completedInWindow / trial.load.windowSeconds);
  }
  return rates.toSorted((a, b) => a - b)[Math.floor(trials / 2)] ?? 0;
}
