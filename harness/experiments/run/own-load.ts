import { BroadsideError } from "../../errors.ts";
import { heldRate } from "../../execute/held-rate.ts";
import type { Plan, Subject } from "../../model/index.ts";
import { percent, plural, significant } from "../../units.ts";
import type { External } from "../../cli/choose/externals.ts";
import type { How } from "../../cli/how.ts";
import type { RunArguments } from "./options.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** Whether the scenario offers a share of what its target holds, unless another load is asked for. */
export function hasOwnLoad({ openShare }: Subject, { load, sweep }: RunArguments): boolean {
  return openShare !== undefined && load === undefined && sweep === undefined;
}

/** Throws `usage` where another machine is to get a load that cannot be told beforehand. */
export function refuseUntold({ name }: Subject, externals: readonly External[]): void {
  const remote = externals.find(({ deployment }) => deployment.isRemote);
  if (remote === undefined) return;
  throw new BroadsideError(
    "usage",
    `${name} finds its load by measuring, but ${remote.deployment.url} is another machine, whose load must be known beforehand`,
    "Give a rate: --load open:200",
  );
}

/**
 * The rate that the scenario offers, requests per second: its share of what the baseline answers in a closed loop.
 * @throws BroadsideError when the baseline cannot be measured, or answers nothing
 */
export async function ownLoad(scenario: Subject, plan: Plan, how: How, terminal: Terminal): Promise<number> {
  const { openShare = 1, connections, connectionMode, timeoutSeconds } = scenario;
  const baseline = plan.arms.find(({ id }) => id === plan.baselineArmId);
  if (baseline === undefined) throw new RangeError("a plan has its baseline");
  const { generators } = baseline.load;
  const shared = generators === undefined ? {} : { generators };
  const closed = { kind: "closed", connections, connectionMode, timeoutSeconds, ...shared } as const;
  const held = await heldRate(baseline, closed, { plan, ...how });
  const rate = Number((held * openShare).toPrecision(3));
  if (rate === 0) {
    throw new BroadsideError(
      "app-bad-answer",
      `${baseline.id} answered no request in a closed loop of ${plural(connections, "connection")}`,
      "Give a rate: --load open:200",
    );
  }
  terminal.note(
    `${baseline.id} handles ${significant(held)} req/s in a closed loop of ${plural(connections, "connection")}; offering ${percent(openShare, 2)} of that: --load open:${rate}\n`,
  );
  return rate;
}
