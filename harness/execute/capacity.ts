import type { Arm, CapacityRun, OpenLoad, PlannedProbe, TrialResult } from "../model/index.ts";
import { runTrial, type Phase, type TrialOptions } from "./trial.ts";

export type CapacityEvents = {
  readonly onPhase: (probe: PlannedProbe, phase: Phase) => void;
  /** Called as each trial ends, outside any measured window, with the search as it then stands; the next one waits for it. */
  readonly onProbe: (run: CapacityRun) => Promise<void>;
};

export type CapacityOptions = Pick<TrialOptions, "bootTimeoutSeconds" | "signal"> & {
  /** When no further trial is begun, on the clock of `performance.now()`; Infinity for no limit. */
  readonly untilMillis: number;
  /** How long requests are followed beyond the window, seconds. */
  readonly drainSeconds: number;
  /** The trial that comes next; null when nothing is left to be searched. */
  readonly next: (run: CapacityRun) => PlannedProbe | null;
  /** Connections of an arm's open load at a rate. */
  readonly connections: (run: CapacityRun, armId: string, rate: number) => number;
  /** The search with one more trial, counted or not. */
  readonly withTrial: (run: CapacityRun, planned: PlannedProbe, trial: TrialResult) => CapacityRun;
};

/**
 * Carries out what is left of a search, one trial after another, until nothing is left or the time is up. Resolves to
 * the search as it then stands, and rejects with the signal's reason when it is interrupted.
 */
export async function executeCapacity(
  run: CapacityRun,
  options: CapacityOptions,
  events: CapacityEvents,
): Promise<CapacityRun> {
  const { signal, untilMillis, bootTimeoutSeconds, drainSeconds } = options;
  let current = run;
  for (let probe = options.next(current); probe !== null; probe = options.next(current)) {
    signal.throwIfAborted();
    if (performance.now() > untilMillis) return current;
    const { plan, probes } = current;
    const planned = probe;
    const { armId, rate, measuredSeconds } = planned;
    const block = probes.filter((earlier) => earlier.armId === armId).length;
    const trial = await runTrial(
      armFor(current, armId, rate, options.connections),
      { index: probes.length, block, position: 0, armId },
      {
        plan: { ...plan, measuredSeconds, drainSeconds },
        bootTimeoutSeconds,
        signal,
        onPhase: (phase) => events.onPhase(planned, phase),
      },
    );
    current = options.withTrial(current, planned, trial);
    await events.onProbe(current);
  }
  return current;
}

/** The arm under the load of a trial: its closed loop, or a steady rate over as many connections at most. */
function armFor(
  run: CapacityRun,
  armId: string,
  rate: number | null,
  connections: CapacityOptions["connections"],
): Arm {
  const { plan } = run;
  const arm = plan.arms.find(({ id }) => id === armId);
  if (arm === undefined) throw new RangeError(`the plan has no arm "${armId}"`);
  if (rate === null) return arm;
  const load: OpenLoad = {
    ...arm.load,
    kind: "open",
    arrivals: plan.arrivals,
    profile: [{ seconds: 0, rate }],
    connections: connections(run, armId, rate),
  };
  return { ...arm, load };
}
