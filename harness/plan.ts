import { BroadsideError } from "./errors.ts";
import type {
  App,
  Arm,
  Deployment,
  FairSettings,
  GateSettings,
  Load,
  NodeBinary,
  NotApplicable,
  Plan,
  PlannedTrial,
  StatedArm,
  StatedPlan,
} from "./model/index.ts";
import type { Subject, TrialResult } from "./model/index.ts";
import { makeRandom, shuffle } from "./stats/random.ts";

export type ArmInput = {
  readonly strategy: string;
  /** Options that differ from the strategy's own defaults. */
  readonly options: Readonly<Record<string, string>>;
  /** Null where it is not known. */
  readonly workers: number | null;
  /** Where it is not the load of all. */
  readonly load?: Load;
  /** What the arm is called but for its workers and its load; by default the strategy and its options, `reverse-proxy:random`. */
  readonly label?: string;
  /** These two: see {@link Arm}. */
  readonly sharesPort?: true;
  readonly software?: string;
  /** The version of the app, where it is not the scenario's. */
  readonly app?: App;
  /** The Node.js that it runs on, where several are compared. */
  readonly node?: NodeBinary;
  /** What is measured in place of an app. */
  readonly deployment?: Deployment;
};

export type PlanInput = {
  readonly scenario: Subject;
  /** The first is the baseline. */
  readonly arms: readonly ArmInput[];
  readonly notApplicable: readonly NotApplicable[];
  readonly load: Load;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
  readonly blocks: number;
  /** These two: see {@link Plan}. */
  readonly looks?: readonly number[];
  readonly gate?: GateSettings;
  /** Adds the baseline arm once more, as a control. */
  readonly canary?: boolean;
  readonly seed: number;
  readonly quick: boolean;
  /** Where the app does not say otherwise. */
  readonly fair: FairSettings;
};

/** What a trial takes besides warm-up and measurement (boot, ready, drain, stop) until it has been measured. */
export const typicalOverheadSeconds = 1.8;

/**
 * Randomised complete blocks: every arm once in each block, in an order drawn from the seed. The same seed gives the
 * same orders, and further blocks leave those before them as they were.
 * @throws BroadsideError `bad-option` without arms or blocks, when two arms are the same, or when the app's environment
 * sets a pool of threads that libuv cannot have.
 */
export function makePlan(input: PlanInput): Plan {
  const { scenario } = input;
  const contenders = nameArms(input.arms, input.load);
  const [baseline] = contenders;
  if (baseline === undefined) {
    throw new BroadsideError("bad-option", "There is no strategy to measure.", "Name at least one strategy.");
  }
  if (!Number.isInteger(input.blocks) || input.blocks < 1) {
    throw new BroadsideError(
      "bad-option",
      `${input.blocks} blocks cannot be measured.`,
      "Ask for a whole number of blocks, 1 or more.",
    );
  }
  const arms = input.canary === true ? [...contenders, canaryOf(baseline)] : contenders;
  const { looks, gate } = input;
  return {
    scenario: scenario.name,
    title: scenario.title,
    description: scenario.description,
    ...(scenario.started === undefined ? {} : { started: scenario.started }),
    app: scenario.app,
    dependencies: scenario.dependencies,
    requests: scenario.requests,
    ...(scenario.victim === undefined ? {} : { victim: scenario.victim }),
    arms,
    baselineArmId: baseline.id,
    notApplicable: input.notApplicable,
    blocks: input.blocks,
    ...(looks === undefined ? {} : { looks }),
    ...(gate === undefined ? {} : { gate }),
    warmupSeconds: input.warmupSeconds,
    measuredSeconds: input.measuredSeconds,
    seed: input.seed,
    quick: input.quick,
    fair: { ...input.fair, ...ownPool(scenario.app) },
    trials: drawTrials(arms, input.blocks, input.seed),
  };
}

/** The most threads that libuv's pool has. */
const mostPoolThreads = 1_024;

/** The threads of libuv's pool that an app's environment asks for, as it is given; nothing where it does not. */
function ownPool(app: App | null): Partial<FairSettings> {
  const text = app?.env["UV_THREADPOOL_SIZE"];
  if (text === undefined) return {};
  const uvThreadpoolSize = /^\d+$/.test(text) ? Number(text) : 0;
  if (uvThreadpoolSize >= 1 && uvThreadpoolSize <= mostPoolThreads) return { uvThreadpoolSize };
  throw new BroadsideError(
    "bad-option",
    `the app's environment sets UV_THREADPOOL_SIZE to "${text}"`,
    `It takes a whole number from 1 to ${mostPoolThreads}.`,
  );
}

/** The trials of one block, those beyond the planned ones too: what a block holds depends on its number and the seed. */
export function trialsOfBlock({ arms, seed }: Plan, block: number): readonly PlannedTrial[] {
  return drawTrials(arms, block + 1, seed).slice(-arms.length);
}

/** The plan with some of its arms, and why the others are left out. Orders are drawn anew. */
export function withArms(plan: Plan, { arms: kept, notApplicable }: Pick<Plan, "arms" | "notApplicable">): Plan {
  const ids = new Set(kept.map(({ id }) => id));
  const arms = plan.arms.filter(({ id }) => ids.has(id));
  return { ...plan, arms, notApplicable, trials: drawTrials(arms, plan.blocks, plan.seed) };
}

/** Arms that are compared with one another: all but controls. */
export function contendersOf<A extends Arm>({ arms }: { readonly arms: readonly A[] }): readonly A[] {
  return arms.filter((arm) => arm.canaryOf === undefined);
}

/** Where a sweep measures: `at 8 connections`, or `at 8 new connections` where each request opens its own. */
export function placeName({ connections, connectionMode }: Load): string {
  const fresh = connectionMode === "per-request" ? "new " : "";
  return `at ${connections} ${fresh}connection${connections === 1 ? "" : "s"}`;
}

/** The arms that are compared with one another, by the load that they share: in a sweep several groups, else one. */
export function placesOf<A extends Arm>(plan: { readonly arms: readonly A[] }): readonly (readonly A[])[] {
  return [...Map.groupBy(contendersOf(plan), ({ load }) => placeName(load)).values()];
}

/** Whether the same strategies are measured under several loads, to see how each spreads them. */
export function isSweep(plan: Pick<Plan, "arms">): boolean {
  return placesOf(plan).length > 1;
}

function canaryOf(arm: Arm): Arm {
  return { ...arm, id: `${arm.id}-canary`, canaryOf: arm.id };
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

function nameArms(inputs: readonly ArmInput[], load: Load): readonly Arm[] {
  const counts = new Map<string, Set<number | null>>();
  for (const input of inputs) {
    const label = labelOf(input);
    counts.set(label, (counts.get(label) ?? new Set()).add(input.workers));
  }
  const arms = inputs.map((input): Arm => {
    const label = labelOf(input);
    const { strategy, options, workers, sharesPort, software, app, node, deployment } = input;
    const name = (counts.get(label)?.size ?? 1) > 1 ? `${label}×${workers}` : label;
    return {
      id: input.load === undefined ? name : `${name} ${placeName(input.load)}`,
      strategy,
      options,
      workers,
      ...(sharesPort === undefined ? {} : { sharesPort }),
      ...(software === undefined ? {} : { software }),
      load: input.load ?? load,
      ...(app === undefined ? {} : { app }),
      ...(node === undefined ? {} : { node }),
      ...(deployment === undefined ? {} : { deployment }),
    };
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
  return input.label === undefined ? strategyLabel(input) : input.label + nodeSuffix(input);
}

/** A strategy with its options, as on the command line, and its Node.js: `reverse-proxy:random`, `single@22.18.0`. */
export function strategyLabel(arm: Pick<Arm, "strategy" | "options" | "node">): string {
  return [arm.strategy, ...Object.values(arm.options)].join(":") + nodeSuffix(arm);
}

function nodeSuffix({ node }: Pick<Arm, "node">): string {
  return node === undefined ? "" : `@${node.version}`;
}

/** The arm of a single process that runs on the same Node.js as another; undefined when there is none. */
export function singleBeside(
  { arms }: Pick<StatedPlan<Plan>, "arms">,
  { node }: Pick<Arm, "node">,
): StatedArm | undefined {
  return arms.find((arm) => arm.facts.isSingle && arm.node?.version === node?.version);
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
