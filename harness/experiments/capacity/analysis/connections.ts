import type { CapacityRun } from "../model.ts";
import { median } from "../../../stats/quantile.ts";
import { countedProbes } from "./course.ts";
import { limitMicros, tailLimitMicros } from "./judge.ts";

/**
 * Connections of the open loop that are more than what a target of little latency ever fills. Each request takes one at
 * random, so that more of them cost the client more for each request than the request does.
 */
const usuallyEnough = 2_000;
/** A target near its limit has more under way than an idle one. */
const growthToLimit = 4;

/**
 * Twice the requests that may be under way while the objectives are kept (Little's law), so that none waits in the client
 * for want of a connection that a crowd of users would have. Where that is thousands, no more than usual, or than what
 * the arm's latency in the closed loop asks for: a target that waits long has that many under way.
 */
export function connectionsFor(run: CapacityRun, armId: string, rate: number, fewest: number, most: number): number {
  const { connections, objectives } = run.plan;
  if (connections !== null) return connections;
  const limit = tailLimitMicros(objectives) ?? limitMicros(objectives);
  const allowed = Math.max(fewest, underWay(rate, 2 * limit));
  const likely = Math.max(usuallyEnough, underWay(rate, growthToLimit * closedLoopMicros(run, armId)));
  return Math.min(most, allowed, likely);
}

/** Little's law. */
function underWay(rate: number, micros: number): number {
  return Math.ceil((rate * micros) / 1e6);
}

/** Mean latency in the closed loop, µs, in the middle of its trials. */
function closedLoopMicros(run: CapacityRun, armId: string): number {
  const means = countedProbes(run, armId).flatMap(({ kind, trial }) =>
    kind === "saturation" && trial.status === "measured" ? [trial.load.latency.meanMicros] : [],
  );
  return means.length === 0 ? 0 : median(means);
}
