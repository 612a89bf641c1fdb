import { findStrategy } from "../../targets/index.ts";
import { firstSentence } from "../analysis/first-sentence.ts";
import { BroadsideError } from "../errors.ts";
import { checkArm } from "../execute/run.ts";
import type { Arm, NotApplicable } from "../model/index.ts";
import { strategyLabel } from "../plan.ts";

/** The arms that can run the app, and why the others cannot. */
export type Applicable = { readonly arms: readonly Arm[]; readonly notApplicable: readonly NotApplicable[] };

/**
 * Tries those strategies once of which only a try shows whether they can run the app, which runs under the first arm.
 * Rejects with the signal's reason when it aborts.
 */
export async function tryArms(
  { arms, notApplicable }: Applicable,
  options: Parameters<typeof checkArm>[1],
): Promise<Applicable> {
  const [first, ...others] = arms;
  const refusals = new Map<string, NotApplicable>();
  const tried = new Map(others.filter(isTried).map((arm) => [strategyLabel(arm), arm]));
  if (first !== undefined) tried.delete(strategyLabel(first));
  for (const [strategy, arm] of tried) {
    const reason = await reasonAgainst(arm, options);
    if (reason !== null) refusals.set(strategy, { strategy, reason });
  }
  return {
    arms: arms.filter((arm) => !refusals.has(strategyLabel(arm))),
    notApplicable: [...notApplicable, ...refusals.values()],
  };
}

function isTried({ strategy }: Arm): boolean {
  return findStrategy(strategy)?.runsInThreads === true;
}

/** What the app said; null where it runs, or where something else than the app failed, which is then a trial's result. */
async function reasonAgainst(arm: Arm, options: Parameters<typeof checkArm>[1]): Promise<string | null> {
  try {
    await checkArm(arm, options);
    return null;
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code === "interrupted") throw error;
    if (!error.code.startsWith("app-")) return null;
    return `the app does not run in a thread: ${firstSentence(error.message).replace(/\.$/, "")}`;
  }
}
