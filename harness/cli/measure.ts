import { findStrategy } from "../../targets/index.ts";
import { disturbanceOf } from "../analysis/disturbance.ts";
import { measure } from "../conduct/measure.ts";
import type { Destination } from "../conduct/new-folder.ts";
import { openNew, openSaved, type Kept, type Opened } from "../conduct/open.ts";
import { remainingTrials, type Course } from "../course.ts";
import { BroadsideError } from "../errors.ts";
import { checkArm } from "../execute/first-look.ts";
import { runExperiment, type RunOptions } from "../experiments/blocks.ts";
import { runSchemaName, runSchemaVersion, type Arm, type Deployment, type Plan, type Run } from "../model/index.ts";
import { isSweep } from "../plan.ts";
import { loadRun, reopenRunDirectory, saveRun } from "../store/run-store.ts";
import { raiseFileLimit } from "../system-hints.ts";
import type { TimeLimit } from "./choose/times.ts";
import { refuseOtherNodes } from "./choose/nodes.ts";
import type { How } from "./how.ts";
import type { RunProgress } from "./progress.ts";
import { savedHeader } from "./saved-header.ts";

type NewRun = How & {
  readonly plan: Plan;
  readonly folder: Destination;
  /** The command line, as it is recorded. */
  readonly command: readonly string[];
  /**
   * Looks at the app before the run is begun, and resolves to the plan with what it saw; what it rejects with is the
   * user's to mend. By default: the baseline arm boots and answers.
   */
  readonly check?: () => Promise<Plan>;
};

/** A plan that knows how long a response takes. */
export type LookedAt = Plan & Required<Pick<Plan, "answerSeconds">>;

/**
 * The baseline arm boots and answers, and so does each deployment, or they are the user's to mend. Resolves to the plan
 * with how long a response takes.
 */
export async function checkBaseline(plan: Plan, options: How): Promise<LookedAt> {
  const answerSeconds = await checkArms(plan.arms, plan.baselineArmId, { plan, ...options });
  return { ...plan, answerSeconds };
}

/**
 * One arm stands for all that run the app, but for what the workers of a cluster hide; each deployment is another thing.
 * Resolves to what the slowest response took, seconds.
 */
export async function checkArms(
  arms: readonly Arm[],
  firstId: string | undefined,
  options: Parameters<typeof checkArm>[1],
): Promise<number> {
  let slowestSeconds = 0;
  const shown = arms.filter(
    ({ id, deployment, canaryOf }) => canaryOf === undefined && (id === firstId || deployment !== undefined),
  );
  for (const arm of shown) {
    const seconds = await checkArm(arm, options).catch((error: unknown) => {
      throw arm.deployment === undefined ? error : ofDeployment(error, arm.id, arm.deployment);
    });
    slowestSeconds = Math.max(slowestSeconds, seconds);
  }
  if (shown.some(isOfCluster)) await refuseOwnCluster(arms, options);
  return slowestSeconds;
}

function isOfCluster({ strategy }: Arm): boolean {
  return findStrategy(strategy)?.isCluster === true;
}

/** Throws `app-clusters-itself` where an arm without a cluster shows that; what else fails there is that arm's result. */
async function refuseOwnCluster(arms: readonly Arm[], options: Parameters<typeof checkArm>[1]): Promise<void> {
  const alone = arms.find((arm) => arm.deployment === undefined && !isOfCluster(arm));
  if (alone === undefined) return;
  await checkArm(alone, options).catch((error: unknown) => {
    if (!(error instanceof BroadsideError)) throw error;
    if (error.code === "app-clusters-itself" || error.code === "interrupted") throw error;
  });
}

/** Why a deployment cannot be measured, with what there is to do about it. */
function ofDeployment(error: unknown, armId: string, { url, up }: Deployment): unknown {
  if (!(error instanceof BroadsideError) || error.code === "interrupted") return error;
  const hint =
    up === undefined ? `${error.hint} It must already be up, or be brought up with --external-up.` : error.hint;
  return new BroadsideError(error.code, `${armId} (${url}): ${error.message}`, hint, { cause: error });
}

/** Open files of the generator, and of a server, beside their connections; rather more than there are. */
export const otherFiles = 64;

/**
 * Throws `bad-option` when so many connections would not fit into the limit of open files.
 * @param fewer what makes them fewer, where they are not given as such
 */
export function refuseMoreThanFit(counts: readonly number[], fileLimit: number | null, fewer?: string): void {
  const connections = Math.max(...counts);
  if (fileLimit === null || connections + otherFiles <= fileLimit) return;
  const room = fileLimit - otherFiles;
  const raise = `raise the limit: ${raiseFileLimit(connections + otherFiles)}`;
  throw new BroadsideError(
    "bad-option",
    `${connections} connections exceed the limit of ${fileLimit} open files`,
    room < 1
      ? `A load generator process needs ${otherFiles} in addition: ${raise}`
      : `Each takes one in the generator and one in the server, which need ${otherFiles} more: ${fewer ?? `give --connections ${room} or fewer`}, or ${raise}`,
  );
}

const keptRun: Kept<Run> = {
  reopen: reopenRunDirectory,
  load: loadRun,
  save: saveRun,
  environmentOf: ({ environment }) => environment,
};

/** Begins a run in a folder of its own. Nothing is left of it when the app cannot be measured at all. */
export function openNewRun({ plan, folder, command, check, ...how }: NewRun): Promise<Opened<Run>> {
  const connections = plan.arms.map(({ load }) => load.connections);
  const fewer = isSweep(plan) ? "give fewer --workers" : undefined;
  return openNew(keptRun, {
    destination: folder,
    fits: (fileLimit) => refuseMoreThanFit(connections, fileLimit, fewer),
    begin: async (environment) => ({
      ...savedHeader(runSchemaName, runSchemaVersion, command),
      plan: await (check === undefined ? checkBaseline(plan, how) : check()),
      environment,
      trials: [],
      replacedBlocks: [],
    }),
  });
}

/** Throws `usage` when an option was given that a saved plan has already decided. */
export function refuseChangedPlan([stray]: readonly string[]): void {
  if (stray === undefined) return;
  throw new BroadsideError(
    "usage",
    `--resume continues with the saved plan, so --${stray} cannot be changed`,
    `Leave --${stray} out, or start a new one.`,
  );
}

/**
 * Opens a saved run to be gone on with, and changes nothing in it. Throws `run-foreign` when it was begun on another
 * machine, and as a new run does when the app cannot be measured any more.
 */
export function openSavedRun(
  folder: string,
  { check = checkBaseline, ...options }: How & { readonly check?: (plan: Plan, how: How) => Promise<unknown> },
): Promise<Opened<Run>> {
  return openSaved(folder, { ...keptRun, load: loadUnlessGate }, async (run) => {
    refuseOtherNodes(folder, run.plan.arms);
    if (remainingTrials(run).length > 0) await check(run.plan, options);
  });
}

/** Before it is asked where it was begun: a gate is not resumed there either. */
async function loadUnlessGate(folder: string): Promise<Run> {
  const run = await loadRun(folder);
  if (run.plan.gate === undefined) return run;
  throw new BroadsideError(
    "usage",
    `${folder} is a gate run and cannot be resumed: the versions it compared are gone`,
    "Run the gate again.",
  );
}

type MeasureOptions = Pick<Course, "isDecided" | "isCertain"> &
  Pick<RunOptions, "lastingHint"> & {
    readonly bootTimeoutSeconds: number;
    readonly limit: TimeLimit;
    /** What becomes of the run when its time is up; by default it ends. */
    readonly whenTimeIsUp?: RunOptions["whenTimeIsUp"];
    readonly signal: AbortSignal;
    readonly progress: RunProgress;
  };

/** Carries out what is left of a run, saving after each trial; resolves to the run as it then stands, also when interrupted. */
export function measureRun(
  { state, folder }: Opened<Run>,
  { limit, whenTimeIsUp = "end", isDecided, isCertain, lastingHint, ...how }: MeasureOptions,
): Promise<Run> {
  const { seconds: limitSeconds, untilMillis } = limit;
  const course = { disturbanceOf, isDecided, limitSeconds, ...(isCertain && { isCertain }) };
  const experiment = runExperiment({ course, whenTimeIsUp, ...(lastingHint && { lastingHint }) });
  return measure(state, experiment, { ...how, untilMillis, save: (run) => saveRun(folder, run) });
}
