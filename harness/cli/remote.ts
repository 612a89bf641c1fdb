import { replacedUpTo } from "../course.ts";
import { BroadsideError } from "../errors.ts";
import { notLoopback, placeOf, type Resolve } from "../load/destination.ts";
import type { Arm, Load, Plan } from "../model/index.ts";
import { clock, plural, quantity } from "../units.ts";
import type { ExternalArguments } from "./options/external.ts";
import type { Terminal } from "./terminal.ts";

/** The load that machines other than this one are to get. */
export type RemoteLoad = {
  readonly arms: readonly Arm[];
  readonly requests: Plan["requests"];
  /** How much each of the arms gets, one sentence. */
  readonly amountOf: (arm: Arm) => string;
};

function mostRate(load: Load): number | null {
  return load.kind === "open" ? Math.max(...load.profile.map(({ rate }) => rate)) : null;
}

/** What a run sends: the most that it can come to where disturbed blocks are measured again. */
export function loadOfRun(plan: Plan): RemoteLoad {
  const trials = plan.blocks + replacedUpTo(plan);
  const each = plan.warmupSeconds + plan.measuredSeconds;
  return {
    ...plan,
    amountOf: ({ load }) => {
      const rate = mostRate(load);
      const requests =
        rate === null
          ? "as many requests as it can handle, each connection sending the next at once"
          : `at most ${quantity(rate, "req/s")}, at most ${Math.ceil(rate * trials * (each + (plan.drainSeconds ?? load.timeoutSeconds))).toLocaleString("en-US")} requests in all`;
      return `over ${plural(load.connections, "connection")}, in at most ${trials} trials of ${clock(each)}: ${clock(trials * each)} in all; ${requests}`;
    },
  };
}

/**
 * Tells what will be sent to machines that are not this one, and has it confirmed; does nothing where there are none.
 * @throws BroadsideError `not-loopback` without `--allow-remote`, `usage` where nobody can be asked, `interrupted` when
 * the answer is not yes.
 */
export async function confirmRemote(
  { arms, requests, amountOf }: RemoteLoad,
  argv: Pick<ExternalArguments, "allow-remote" | "yes">,
  terminal: Pick<Terminal, "note" | "ask">,
  signal: AbortSignal,
  resolve?: Resolve,
): Promise<void> {
  const remote = arms.flatMap((arm) => (arm.deployment?.isRemote === true ? [{ arm, url: arm.deployment.url }] : []));
  if (remote.length === 0) return;
  for (const { arm, url } of remote) {
    const place = await placeOf(url, resolve);
    if (argv["allow-remote"] !== true) throw notLoopback(url, place);
    const kinds = requests.map(({ method, path }) => `${method} ${place.basePath}${path}`).join(", ");
    terminal.note(
      `Load will be sent to another machine, ${url} (${place.addresses.join(", ")}):\n  ${kinds}\n  ${amountOf(arm)}\n  and before each trial the same requests once, or for some seconds until they succeed\n`,
    );
  }
  if (argv.yes === true) return;
  const answer = await terminal.ask(
    "Are you responsible for that machine, and should it get this load? Type yes to continue: ",
    signal,
  );
  if (answer === null) {
    throw new BroadsideError(
      "usage",
      "load on another machine must be confirmed, but there is no terminal to prompt on",
      "Add --yes once you have read what will be sent.",
    );
  }
  if (answer.trim() === "yes") return;
  throw new BroadsideError("interrupted", "not confirmed", "Nothing was sent.");
}
