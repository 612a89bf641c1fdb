import { findStrategy } from "../../targets/index.ts";
import { firstSentence } from "../analysis/first-sentence.ts";
import { BroadsideError } from "../errors.ts";
import { checkArm } from "../execute/first-look.ts";
import type { Arm, NotApplicable } from "../model/index.ts";
import { strategyLabel } from "../plan.ts";

/** The arms that can run the app, and why the others cannot. */
export type Applicable = { readonly arms: readonly Arm[]; readonly notApplicable: readonly NotApplicable[] };

/**
 * Tries those strategies of which only a try shows whether they can run the app, which runs under the first arm. A failure
 * that may have been the moment's has to come twice. Rejects with the signal's reason when it aborts.
 */
export async function tryArms(
  { arms, notApplicable }: Applicable,
  options: Parameters<typeof checkArm>[1],
  check: typeof checkArm = checkArm,
): Promise<Applicable> {
  const [first, ...others] = arms;
  const refusals = new Map<string, NotApplicable>();
  const tried = new Map(others.filter(isTried).map((arm) => [strategyLabel(arm), arm]));
  if (first !== undefined) tried.delete(strategyLabel(first));
  for (const [strategy, arm] of tried) {
    const reason = await reasonAgainst(async () => check(arm, options));
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

/** Why the arm is left out; null where it runs, or where something else than the app failed, which is then a trial's result. */
async function reasonAgainst(look: () => Promise<unknown>): Promise<string | null> {
  const first = await failureOf(look);
  if (first === null) return null;
  // What may have been the moment's is tried again: a machine that others used, a service that was not yet up.
  const last = isOfThreads(first) ? first : await failureOf(look);
  if (last === null) return null;
  const reason = firstSentence(last.message).replace(/\.$/, "");
  return isOfThreads(last) ? `the app does not run in a thread: ${reason}` : `it failed twice when tried: ${reason}`;
}

async function failureOf(look: () => Promise<unknown>): Promise<BroadsideError | null> {
  try {
    await look();
    return null;
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code === "interrupted") throw error;
    return error.code.startsWith("app-") ? error : null;
  }
}

/** Of other programs, networks and limits, which may be otherwise the next time. */
const passing =
  /\b(?:ECONN[A-Z]+|EADDRINUSE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|E[HN]\w*UNREACH|EMFILE|ENFILE|EAGAIN)\b/;

/** Whether an app threw for being in a thread: what a process may do there, such as process.chdir(), a thread may not. */
function isOfThreads({ code, message }: BroadsideError): boolean {
  return code === "app-threw" && !passing.test(message);
}
