import { availableParallelism } from "node:os";
import { join } from "node:path";
import { nextProbe, withTrial } from "../../analysis/capacity/course.ts";
import { limitMicros, tailLimitMicros } from "../../analysis/capacity/judge.ts";
import { scalingThresholds } from "../../analysis/capacity/scaling-law.ts";
import { BroadsideError } from "../../errors.ts";
import { executeCapacity } from "../../execute/capacity.ts";
import {
  capacitySchemaName,
  capacitySchemaVersion,
  type CapacityPlan,
  type CapacityRun,
  generatorsOf,
  usualErrorObjective,
  type Requirement,
} from "../../model/index.ts";
import { describeEnvironment } from "../../observe/environment.ts";
import { readManifest } from "../../observe/manifest.ts";
import { makePlan } from "../../plan.ts";
import { loadCapacity, reopenCapacityDirectory, saveCapacity } from "../../store/capacity-store.ts";
import { announceCapacity, showCapacityProgress } from "../capacity-progress.ts";
import { chooseArms, chooseWorkers } from "../choose/arms.ts";
import { chooseNodes, onEachNode, refuseOtherNodes } from "../choose/nodes.ts";
import { chooseBootTimeout, chooseDuration, chooseLimit } from "../choose/times.ts";
import { chooseLoad, chooseOpenConnections, refuseIdleGenerators } from "../choose/load.ts";
import { chooseExternals } from "../choose/externals.ts";
import { chooseSubjectOr } from "../choose/subject.ts";
import { defaultFolder, makeNewFolder } from "../new-folder.ts";
import { fairSettings } from "../choose/fair.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { checkArms, otherFiles, refuseChangedPlan, refuseMoreThanFit, refuseOtherPlace } from "../measure.ts";
import { capacityOptions, type CapacityArguments } from "../options/capacity.ts";
import { planOptionsGiven } from "../options/given.ts";
import { publishCapacity } from "../publish.ts";
import { confirmRemote, type RemoteLoad } from "../remote.ts";
import { errorsId, parseObjectives } from "../requirements.ts";
import { clock } from "../../units.ts";
import { programName, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../values.ts";

const defaultLimit = "20m";
const defaultConfirmations = 6;
/** Ratio of the rates between which a search ends. */
const step = 1.05;
/** Measured time of a full trial, at least; in latencies that are allowed, so that a queue that grows shows. */
const fullSeconds = 3;
const fullInLimits = 30;
/** Blocks of closed-loop trials from which a law of scaling gets its intervals. */
const blocksForLaw = 6;
/** How long requests are followed beyond the window, in latencies that are allowed; the whole timeout where no tail is. */
const drainInLimits = 1.5;
const usualDrainSeconds = 2;
/** Connections of the closed loop for each worker, at least: with few, some workers would idle for want of a request. */
const connectionsPerWorker = 4;

/** Share of requests beyond each percentile. */
const beyond: Readonly<Record<string, number>> = {
  "latency-p90": 0.1,
  "latency-p95": 0.05,
  "latency-p99": 0.01,
  "latency-p999": 0.001,
};
/** Requests beyond a percentile, and errors at their bound, that all the trials at an end are to have together. */
const wantedBeyond = 10;
const usualRequests = 50;

/** 2, 4, 8 … up to the cores, and the cores themselves; a single process stands for one worker. */
function usualWorkers(cores: number): readonly number[] {
  const powers = [2, 4, 8, 16, 32, 64, 128].filter((count) => count < cores);
  return [...powers, cores];
}

async function planOf(argv: CapacityArguments): Promise<CapacityPlan> {
  const externals = await chooseExternals(argv);
  const scenario = await chooseSubjectOr(argv, externals);
  const slo = argv.slo ?? scenario.objectives ?? [];
  if (slo.length === 0) {
    throw new BroadsideError(
      "usage",
      "capacity needs an objective to hold",
      "Say what users must get: --slo 'p99<100ms'; add 'errors<1%' to allow for some.",
    );
  }
  const objectives = parseObjectives(slo, scenario.timeoutSeconds);
  const workers = chooseWorkers(argv.workers, scenario.workers ?? usualWorkers(availableParallelism()));
  const chosen = chooseArms(scenario, argv.targets, workers, argv, externals);
  const { arms: inputs, notApplicable } = onEachNode(chosen, chooseNodes(argv.node));
  const { duration, warmup, seed: askedSeed, generators } = argv;
  // A generator without a connection of the closed loop would have nothing to send.
  const connections = Math.max(
    scenario.connections,
    connectionsPerWorker * Math.max(...workers),
    Number(generators ?? 1) || 1,
  );
  const given = { connections: undefined, generators, duration, warmup, seed: askedSeed };
  const load = chooseLoad(given, { ...scenario, connections });
  const openConnections = argv.connections === undefined ? null : chooseOpenConnections(argv.connections);
  if (openConnections !== null) refuseIdleGenerators(generatorsOf(load.load), openConnections);
  const confirmations =
    argv.confirm === undefined ? defaultConfirmations : wholeNumber("confirm", argv.confirm, { min: 1, max: 100 });
  const full = chooseDuration(argv.duration, Math.max(fullSeconds, (fullInLimits * limitMicros(objectives)) / 1e6));
  // The same checks and names of arms as a run's.
  const { arms, ...plan } = makePlan({
    scenario,
    arms: inputs,
    notApplicable,
    ...load,
    blocks: 1,
    quick: false,
    fair: fairSettings,
  });
  const { title, description, app, dependencies, requests, warmupSeconds, seed, fair } = plan;
  return {
    scenario: plan.scenario,
    title,
    description,
    app,
    dependencies,
    requests,
    notApplicable,
    warmupSeconds,
    seed,
    fair,
    arms,
    objectives,
    connections: openConnections,
    arrivals: argv.arrivals ?? "poisson",
    search: {
      saturations: workers.length >= scalingThresholds.fewestWorkerCounts ? blocksForLaw : 1,
      shortSeconds: full / 2,
      fullSeconds: full,
      fewestRequests: fewestRequests(objectives, confirmations),
      step,
      confirmations,
    },
  };
}

/** Requests of a trial, so that those at one end together tell the rarest thing that an objective is about. */
function fewestRequests(objectives: readonly Requirement[], confirmations: number): number {
  const shares = objectives.flatMap(({ metricId, text, value }) => {
    if (metricId === errorsId) return text === usualErrorObjective || value === 0 ? [] : [value];
    return beyond[metricId] ?? [];
  });
  return Math.max(usualRequests, ...shares.map((share) => Math.ceil(wantedBeyond / share / confirmations)));
}

type Opened = { readonly run: CapacityRun; readonly folder: string; readonly release: () => void };

type How = { readonly bootTimeoutSeconds: number; readonly signal: AbortSignal };

type Confirm = (plan: CapacityPlan) => Promise<void>;

async function openNew(
  argv: CapacityArguments,
  command: readonly string[],
  how: How,
  confirm: Confirm,
): Promise<Opened> {
  const plan = await planOf(argv);
  await confirm(plan);
  const environment = await describeEnvironment();
  refuseMoreThanFit([plan.connections ?? 0, ...plan.arms.map(({ load }) => load.connections)], environment.fileLimit);
  const destination = argv.out ?? defaultFolder(`capacity-${plan.scenario}`);
  const { folder, release, undo } = await makeNewFolder(destination);
  try {
    await checkFirstArm(plan, how);
    const run: CapacityRun = {
      schema: capacitySchemaName,
      version: capacitySchemaVersion,
      toolVersion: readManifest().version,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      program: programName(),
      command,
      plan,
      environment,
      probes: [],
    };
    await saveCapacity(folder, run);
    return { run, folder, release };
  } catch (error) {
    undo();
    throw error;
  }
}

async function openSaved(folder: string, how: How, confirm: Confirm): Promise<Opened> {
  const { release } = await reopenCapacityDirectory(folder);
  try {
    const run = await loadCapacity(folder);
    await refuseOtherPlace(folder, run.environment);
    refuseOtherNodes(folder, run.plan.arms);
    if (nextProbe(run) !== null) {
      await confirm(run.plan);
      await checkFirstArm(run.plan, how);
    }
    return { run, folder, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The first arm boots and answers, and so does each deployment, or they are the user's to mend. */
async function checkFirstArm(plan: CapacityPlan, how: How): Promise<void> {
  const { arms, search } = plan;
  await checkArms(arms, arms[0]?.id, { plan: { ...plan, measuredSeconds: search.fullSeconds }, ...how });
}

/** What a search sends: its rates go up to where an arm cannot follow. */
function loadOfSearch(plan: CapacityPlan, limitSeconds: number): RemoteLoad {
  const most = `${clock(limitSeconds)} of trials at most`;
  return { ...plan, amountOf: () => `as many requests as it answers, and then more than that, for ${most}` };
}

async function measure(opened: Opened, how: How, limitSeconds: number, terminal: Terminal): Promise<CapacityRun> {
  const { run, folder } = opened;
  let current = run;
  if (nextProbe(run) !== null) announceCapacity(run, folder, limitSeconds, terminal);
  const progress = showCapacityProgress(run, limitSeconds, terminal);
  try {
    await executeCapacity(
      run,
      {
        ...how,
        limitSeconds,
        drainSeconds: drainSeconds(run),
        connections: (rate) => connectionsFor(run, rate),
        next: nextProbe,
        withTrial,
      },
      {
        onPhase: progress.onPhase,
        onProbe: async (next) => {
          const isDone = nextProbe(next) === null;
          current = { ...next, finishedAt: isDone ? new Date().toISOString() : null };
          await saveCapacity(folder, current);
          progress.onProbe(current);
        },
      },
    );
  } catch (error) {
    if (!how.signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return current;
}

/** Until nobody can be waiting who would still keep the objectives. */
function drainSeconds({ plan }: CapacityRun): number {
  const tail = tailLimitMicros(plan.objectives);
  const timeout = Math.max(...plan.arms.map(({ load }) => load.timeoutSeconds));
  return tail === null ? timeout : Math.max(usualDrainSeconds, (drainInLimits * tail) / 1e6);
}

/**
 * Twice the requests that may be under way while the objectives are kept (Little's law), so that none waits in the client
 * for want of a connection that a crowd of users would have; as far as open files go.
 */
function connectionsFor({ plan, environment }: CapacityRun, rate: number): number {
  if (plan.connections !== null) return plan.connections;
  const limit = tailLimitMicros(plan.objectives) ?? limitMicros(plan.objectives);
  const fitting = (environment.fileLimit ?? Infinity) - otherFiles;
  return Math.min(fitting, Math.max(chooseOpenConnections(undefined), Math.ceil((2 * rate * limit) / 1e6)));
}

/** `broadside capacity`: what rate each strategy holds with each number of workers while it keeps the objectives. */
export async function capacityCommand(
  argv: CapacityArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, release } = onInterrupt(() => terminal.note("\nStopping; again to stop at once.\n"));
  try {
    const how = { bootTimeoutSeconds: chooseBootTimeout(argv["boot-timeout"]), signal };
    const limitSeconds = chooseLimit(argv.time ?? defaultLimit);
    if (argv.resume !== undefined) refuseChangedPlan(planOptionsGiven(argv, capacityOptions));
    const confirm: Confirm = (plan) => confirmRemote(loadOfSearch(plan, limitSeconds), argv, terminal, signal);
    const opened =
      argv.resume === undefined
        ? await openNew(argv, command, how, confirm)
        : await openSaved(argv.resume, how, confirm);
    const { folder } = opened;
    try {
      const run = await measure(opened, how, limitSeconds, terminal);
      if (run.finishedAt === null) {
        const why = signal.aborted ? "Interrupted" : "The time is up";
        terminal.note(`${why} before all is confirmed. Go on with: ${programName()} capacity --resume ${folder}\n`);
      }
      if (run.probes.length === 0) return exitCodes.interrupted;
      const { seal } = await publishCapacity(run, folder, terminal, { json: argv.json ?? false });
      terminal.note(`Report: ${join(folder, "capacity.html")}\n`);
      if (signal.aborted) return exitCodes.interrupted;
      return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
    } finally {
      opened.release();
    }
  } finally {
    release();
  }
}
