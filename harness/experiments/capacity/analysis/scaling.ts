import type { CapacityRun, Probe } from "../model.ts";
import type { ArmCapacity, Bounds, StrategyScaling, WorkerStep } from "../result.ts";
import { type Arm, hasWorkers, type Stated, type WithWorkers } from "../../../model/index.ts";
import { singleBeside, strategyLabel } from "../../../plan.ts";
import { median } from "../../../stats/quantile.ts";
import { list } from "../../../units.ts";
import { coresUsed, isSaturationGenerators } from "./arm.ts";
import { countedProbes, saturationsOf } from "./course.ts";
import { fitLaw, refused, type Modelled } from "./scaling-law.ts";

/** Cores that a worker uses, below which it was not what limited the closed loop. */
const idleShare = 0.5;

/** How each strategy scales with its workers. */
export function scalingOf(run: Stated<CapacityRun>, arms: readonly ArmCapacity[]): readonly StrategyScaling[] {
  const { plan } = run;
  const groups = Map.groupBy(plan.arms.filter(hasWorkers), strategyLabel);
  const scaled = arms.filter(hasWorkers);
  return [...groups].flatMap(([label, own]): readonly StrategyScaling[] => {
    const single = scaled.find(({ armId }) => own.some((arm) => singleBeside(plan, arm)?.id === armId));
    const members = own.toSorted((a, b) => a.workers - b.workers);
    const measured = members.flatMap(({ id }) => scaled.find(({ armId }) => armId === id) ?? []);
    const [first] = measured;
    if (first === undefined || first.isSingle) return [];
    const chain = single !== undefined && first.workers > 1 ? [single, ...measured] : measured;
    return [
      {
        label,
        title: first.title,
        armIds: members.map(({ id }) => id),
        steps: stepsOf(chain),
        ...modelOf(run, members),
      },
    ];
  });
}

/** What each further step in workers brings, from the rates that are held. */
function stepsOf(chain: readonly WithWorkers<ArmCapacity>[]): readonly WorkerStep[] {
  return chain.slice(1).flatMap((to, index): readonly WorkerStep[] => {
    const from = chain[index];
    if (from?.outcome !== "confirmed" || to.outcome !== "confirmed") return [];
    const [a, b] = [boundsOf(from), boundsOf(to)];
    return [
      {
        from: from.workers,
        to: to.workers,
        ratio: Math.sqrt((b.low * b.high) / (a.low * a.high)),
        low: b.low / a.high,
        high: b.high / a.low,
        perWorker: (Math.sqrt((b.low * b.high) / (a.low * a.high)) * from.workers) / to.workers,
        isBeyondCores: to.isBeyondCores,
      },
    ];
  });
}

function boundsOf({ held, missed }: ArmCapacity): Bounds {
  return { low: held?.rate ?? Number.NaN, high: missed?.rate ?? Number.NaN };
}

function modelOf(run: CapacityRun, members: readonly WithWorkers<Arm>[]): Modelled {
  const limited = members.filter(({ id }) => isSaturationGenerators(countedProbes(run, id)));
  if (limited.length > 0) {
    const which = limited.map(({ workers }) => String(workers));
    return refused(
      `the generator was at its limit with ${list(which)} workers, so the law would describe the generator.`,
    );
  }
  const idle = idleMembers(run, members);
  if (idle.length > 0) {
    return refused(
      `with ${list(idle.map(({ workers }) => String(workers)))} workers, they were idle at least half of the time: the law would describe what they waited for, or too few connections.`,
    );
  }
  const trials = members.flatMap(({ id, workers }) =>
    closedTrials(run, id).flatMap(({ probe, block }) =>
      saturationsOf([probe]).map((throughput) => ({ workers, throughput, block })),
    ),
  );
  return fitLaw(trials);
}

/** The closed-loop trials of an arm that count, with the round in which each was due. */
function closedTrials(
  { probes }: CapacityRun,
  armId: string,
): readonly { readonly probe: Probe; readonly block: number }[] {
  return probes
    .filter((probe) => probe.armId === armId && probe.kind === "saturation")
    .map((probe, block) => ({ probe, block }))
    .filter(({ probe }) => probe.leftOut === null && probe.trial.status === "measured");
}

/** Those whose workers, as far as there are cores for them, did not even fill half of one each. */
function idleMembers(run: CapacityRun, members: readonly WithWorkers<Arm>[]): readonly WithWorkers<Arm>[] {
  const cores = run.environment.availableParallelism;
  return members.filter(({ id, workers }) => {
    const used = closedTrials(run, id).flatMap(({ probe: { trial } }) =>
      trial.status === "measured" ? (coresUsed(trial) ?? []) : [],
    );
    return used.length > 0 && median(used) < idleShare * Math.min(workers, cores);
  });
}
