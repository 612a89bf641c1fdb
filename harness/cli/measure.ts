import { findStrategy } from "../../targets/index.ts";
import { disturbanceOf } from "../analysis/disturbance.ts";
import { remainingTrials, type Course } from "../course.ts";
import { BroadsideError } from "../errors.ts";
import { checkArm, executeRun, type ExecuteOptions } from "../execute/run.ts";
import {
  runSchemaName,
  runSchemaVersion,
  type Arm,
  type Deployment,
  type Environment,
  type Plan,
  type Run,
} from "../model/index.ts";
import { describeEnvironment } from "../observe/environment.ts";
import { isSweep } from "../plan.ts";
import { loadRun, reopenRunDirectory, saveRun } from "../store/run-store.ts";
import { raiseFileLimit } from "../system-hints.ts";
import type { TimeLimit } from "./choose/times.ts";
import { refuseOtherNodes } from "./choose/nodes.ts";
import type { How } from "./how.ts";
import { makeNewFolder, type Destination } from "./new-folder.ts";
import type { Progress } from "./progress.ts";
import { savedHeader } from "./saved-header.ts";

/** A run with its folder, which is locked for this process until `release`. */
export type Opened = { readonly run: Run; readonly folder: string; readonly release: () => void };

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
  const hint = up === undefined ? `${error.hint} It must answer already, or be brought up: --external-up.` : error.hint;
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
    `${connections} connections do not fit into the limit of ${fileLimit} open files`,
    room < 1
      ? `A process of the load needs ${otherFiles} beside them: ${raise}`
      : `Each takes one in the generator and one in the server, which need ${otherFiles} beside them: ${fewer ?? `give --connections ${room} or fewer`}, or ${raise}`,
  );
}

/** Begins a run in a folder of its own. Nothing is left of it when the app cannot be measured at all. */
export async function openNewRun({ plan, folder: destination, command, check, ...how }: NewRun): Promise<Opened> {
  const environment = await describeEnvironment();
  refuseMoreThanFit(
    plan.arms.map(({ load }) => load.connections),
    environment.fileLimit,
    isSweep(plan) ? "give fewer --workers" : undefined,
  );
  const { folder, release, undo } = await makeNewFolder(destination);
  try {
    const checked = await (check === undefined ? checkBaseline(plan, how) : check());
    const run: Run = {
      ...savedHeader(runSchemaName, runSchemaVersion, command),
      plan: checked,
      environment,
      trials: [],
      replacedBlocks: [],
    };
    await saveRun(folder, run);
    return { run, folder, release };
  } catch (error) {
    undo();
    throw error;
  }
}

/** Throws `usage` when an option was given that a saved plan has already decided. */
export function refuseChangedPlan([stray]: readonly string[]): void {
  if (stray === undefined) return;
  throw new BroadsideError(
    "usage",
    `--resume goes on with the plan that was saved, so --${stray} cannot be changed`,
    `Leave --${stray} out, or begin a new one.`,
  );
}

/** Throws `run-foreign` unless what is in the folder was begun on this machine, with this Node.js. */
export async function refuseOtherPlace(folder: string, begun: Environment): Promise<void> {
  const { fingerprint } = await describeEnvironment();
  if (fingerprint === begun.fingerprint) return;
  throw new BroadsideError(
    "run-foreign",
    `the run in ${folder} was begun on another machine or Node.js version (${begun.cpuModel}, Node.js ${begun.nodeVersion})`,
    "Trials of different machines cannot be compared: finish it there, or begin a new run here.",
  );
}

/**
 * Opens a saved run to be gone on with, and changes nothing in it. Throws `run-foreign` when it was begun on another
 * machine, and as a new run does when the app cannot be measured any more.
 */
export async function openSavedRun(
  folder: string,
  { check = checkBaseline, ...options }: How & { readonly check?: (plan: Plan, how: How) => Promise<unknown> },
): Promise<Opened> {
  const lock = await reopenRunDirectory(folder);
  try {
    const run = await loadRun(folder);
    if (run.plan.gate !== undefined) {
      throw new BroadsideError(
        "usage",
        `${folder} holds a gate, which cannot be gone on with: what it compared is no longer there`,
        "Run the gate again.",
      );
    }
    await refuseOtherPlace(folder, run.environment);
    refuseOtherNodes(folder, run.plan.arms);
    if (remainingTrials(run).length > 0) await check(run.plan, options);
    return { run, folder, release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

type MeasureOptions = Pick<Course, "isDecided" | "isCertain"> & {
  readonly bootTimeoutSeconds: number;
  readonly limit: TimeLimit;
  /** What becomes of the run when its time is up; by default it ends. */
  readonly whenTimeIsUp?: ExecuteOptions["whenTimeIsUp"];
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly lastingHint?: ExecuteOptions["lastingHint"];
};

/** Carries out what is left of a run, saving after each trial; resolves to the run as it then stands, also when interrupted. */
export async function measureRun({ run, folder }: Opened, options: MeasureOptions): Promise<Run> {
  const { bootTimeoutSeconds, limit, whenTimeIsUp = "end", isDecided, isCertain, signal, progress } = options;
  const { seconds: limitSeconds, untilMillis } = limit;
  const { lastingHint } = options;
  const course = { disturbanceOf, isDecided, limitSeconds, ...(isCertain === undefined ? {} : { isCertain }) };
  let current = run;
  const save = async (next: Run): Promise<void> => {
    const ended = remainingTrials(next).length === 0;
    current = { ...next, finishedAt: ended ? new Date().toISOString() : null };
    await saveRun(folder, current);
  };
  try {
    const ended = await executeRun(
      run,
      { bootTimeoutSeconds, untilMillis, whenTimeIsUp, signal, course, ...(lastingHint && { lastingHint }) },
      {
        onPhase: progress.onPhase,
        onTrial: async (result, next) => {
          await save(next);
          progress.onTrial(result, current);
        },
      },
    );
    if (ended.earlyEnd !== undefined) await save(ended);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return current;
}
