import { connectionsFor } from "./analysis/connections.ts";
import { nextProbe, withTrial } from "./analysis/course.ts";
import { tailLimitMicros } from "./analysis/judge.ts";
import type { CapacityRun, PlannedProbe } from "./model.ts";
import { minDrainSeconds, type Arm, type OpenLoad } from "../../model/index.ts";
import { armOf, type Experiment } from "../experiment.ts";

/** Connections that an open load may have. */
export type Connections = { readonly fewest: number; readonly most: number };

/** How long requests are followed beyond the window, in latencies that are allowed; the whole timeout where no tail is. */
const drainInLimits = 1.5;

/** Trials at rates that close in on the highest that each arm holds. */
export function capacityExperiment(connections: Connections): Experiment<CapacityRun, PlannedProbe> {
  return {
    next: nextProbe,
    trialOf: (run, { armId, rate, measuredSeconds }) => ({
      arm: armAt(run, armId, rate, connections),
      trial: {
        index: run.probes.length,
        block: run.probes.filter((earlier) => earlier.armId === armId).length,
        position: 0,
        armId,
      },
      settings: { ...run.plan, measuredSeconds, drainSeconds: drainSeconds(run) },
    }),
    record: withTrial,
    outOfTime: (run, secondsLeft) => (secondsLeft < 0 ? run : null),
  };
}

/** The arm under the load of a trial: its closed loop, or a steady rate over as many connections at most. */
function armAt(run: CapacityRun, armId: string, rate: number | null, { fewest, most }: Connections): Arm {
  const { plan } = run;
  const arm = armOf(plan, armId);
  if (rate === null) return arm;
  const load: OpenLoad = {
    ...arm.load,
    kind: "open",
    arrivals: plan.arrivals,
    profile: [{ seconds: 0, rate }],
    connections: connectionsFor(run, armId, rate, fewest, most),
  };
  return { ...arm, load };
}

/** Until nobody can be waiting who would still keep the objectives. */
function drainSeconds({ plan }: CapacityRun): number {
  const tail = tailLimitMicros(plan.objectives);
  const timeout = Math.max(...plan.arms.map(({ load }) => load.timeoutSeconds));
  return tail === null ? timeout : Math.max(minDrainSeconds, (drainInLimits * tail) / 1e6);
}
