import { type ArmSummary, type Estimate, hasWorkers, type Plan, type Sweep, type SweepRow } from "../model/index.ts";
import { isSweep, placesOf, strategyLabel } from "../plan.ts";
import { fullestOverMean } from "../stats/occupancy.ts";
import { makeRandom } from "../stats/random.ts";
import { connectionSkewId, skewId } from "./metrics.ts";

/** How evenly each strategy spread each load of a sweep over its workers; null where all arms have the same load. */
export function summariseSweep(plan: Pick<Plan, "arms" | "seed">, summaries: readonly ArmSummary[]): Sweep | null {
  if (!isSweep(plan)) return null;
  const places = placesOf(plan).map((arms) => arms.filter(hasWorkers));
  const first = places[0] ?? [];
  return {
    places: places.flatMap(([arm]) => {
      if (arm === undefined) return [];
      const { connections, connectionMode } = arm.load;
      const byChance = fullestOverMean(connections, arm.workers, makeRandom(plan.seed));
      return [{ connections, connectionMode, byChance }];
    }),
    rows: first.map((arm, row): SweepRow => {
      const own = places.flatMap((arms) => summaries.find(({ armId }) => armId === arms[row]?.id) ?? []);
      return {
        strategy: strategyLabel(arm),
        title: own[0]?.title ?? arm.strategy,
        workers: arm.workers,
        cells: own.map((summary) => ({
          armId: summary.armId,
          rank: summary.rank,
          requests: estimateOf(summary, skewId),
          connections: estimateOf(summary, connectionSkewId),
        })),
      };
    }),
  };
}

function estimateOf({ metrics }: ArmSummary, id: string): Estimate | null {
  return metrics.find(({ metric }) => metric.id === id)?.estimate ?? null;
}
