import { BroadsideError } from "./errors.ts";
import type { Arm, ClosedLoad, FairSettings, NotApplicable, Plan, PlannedTrial } from "./model/index.ts";
import type { Scenario, TrialResult } from "./model/index.ts";
import { makeRandom, shuffle } from "./stats/random.ts";

export type ArmInput = {
  readonly strategy: string;
  /** Options that differ from the strategy's own defaults. */
  readonly options: Readonly<Record<string, string>>;
  readonly workers: number;
  /** What the arm is called but for its workers; by default the strategy and its options, `reverse-proxy:random`. */
  readonly label?: string;
};

export type PlanInput = {
  readonly scenario: Scenario;
  /** The first is the baseline. */
  readonly arms: readonly ArmInput[];
  readonly notApplicable: readonly NotApplicable[];
  readonly connections: number;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
  readonly blocks: number;
  readonly seed: number;
  readonly quick: boolean;
  readonly fair: FairSettings;
};

/** What a trial takes besides warm-up and measurement (boot, ready, drain, stop) until it has been measured. */
export const typicalOverheadSeconds = 1.5;

/**
 * Randomised complete blocks: every arm once in each block, in an order drawn from the seed. The same seed gives the
 * same orders, and further blocks leave those before them as they were.
 * @throws BroadsideError `bad-option` without arms or blocks, or when two arms are the same.
 */
export function makePlan(input: PlanInput): Plan {
  const { scenario } = input;
  const load: ClosedLoad = {
    kind: "closed",
    connections: input.connections,
    connectionMode: scenario.connectionMode,
    timeoutSeconds: scenario.timeoutSeconds,
  };
  const arms = nameArms(input.arms, load);
  const [baseline] = arms;
  if (baseline === undefined) {
    throw new BroadsideError("bad-option", "There is no strategy to measure.", "Name at least one strategy.");
  }
  if (!Number.isInteger(input.blocks) || input.blocks < 1) {
    throw new BroadsideError(
      "bad-option",
      `${input.blocks} blocks cannot be measured.`,
      "Ask for a whole number of blocks, 1 or more; 8 or more to rank.",
    );
  }
  return {
    scenario: scenario.name,
    title: scenario.title,
    description: scenario.description,
    app: scenario.app,
    dependencies: scenario.dependencies,
    requests: scenario.requests,
    arms,
    baselineArmId: baseline.id,
    notApplicable: input.notApplicable,
    blocks: input.blocks,
    warmupSeconds: input.warmupSeconds,
    measuredSeconds: input.measuredSeconds,
    seed: input.seed,
    quick: input.quick,
    fair: input.fair,
    trials: drawTrials(arms, input.blocks, input.seed),
  };
}

/** The planned trials that have no result yet, in order. A failed trial has a result. */
export function remainingTrials(plan: Plan, trials: readonly TrialResult[]): readonly PlannedTrial[] {
  const done = new Set(trials.map((trial) => trial.index));
  return plan.trials.filter((trial) => !done.has(trial.index));
}

/** Expected duration of the whole plan, seconds. */
export function estimateSeconds(plan: Plan, overheadSeconds = typicalOverheadSeconds): number {
  return plan.trials.length * (plan.warmupSeconds + plan.measuredSeconds + overheadSeconds);
}

/** Mean time of the measured trials besides warm-up and measurement, seconds; null when none was measured. */
export function meanOverheadSeconds(trials: readonly TrialResult[]): number | null {
  const overheads = trials.flatMap((trial) =>
    trial.status === "measured"
      ? [trial.times.totalSeconds - trial.times.warmupSeconds - trial.times.measuredSeconds]
      : [],
  );
  if (overheads.length === 0) return null;
  return overheads.reduce((total, seconds) => total + seconds, 0) / overheads.length;
}

function nameArms(inputs: readonly ArmInput[], load: ClosedLoad): readonly Arm[] {
  const counts = new Map<string, Set<number>>();
  for (const input of inputs) {
    const label = labelOf(input);
    counts.set(label, (counts.get(label) ?? new Set()).add(input.workers));
  }
  const arms = inputs.map((input): Arm => {
    const label = labelOf(input);
    const id = (counts.get(label)?.size ?? 1) > 1 ? `${label}×${input.workers}` : label;
    return { id, strategy: input.strategy, options: input.options, workers: input.workers, load };
  });
  const repeated = arms.find((arm, index) => arms.findIndex((other) => other.id === arm.id) !== index);
  if (repeated !== undefined) {
    throw new BroadsideError(
      "bad-option",
      `${repeated.id} is asked for twice.`,
      "Name each strategy and worker count once.",
    );
  }
  return arms;
}

function labelOf(input: ArmInput): string {
  return input.label ?? [input.strategy, ...Object.values(input.options)].join(":");
}

function drawTrials(arms: readonly Arm[], blocks: number, seed: number): readonly PlannedTrial[] {
  const random = makeRandom(seed);
  return Array.from({ length: blocks }, (_, block) =>
    shuffle(arms, random).map((arm, position) => ({
      index: block * arms.length + position,
      block,
      position,
      armId: arm.id,
    })),
  ).flat();
}
