import { allowedWorkers } from "../../observe/allowed-cores.ts";
import { limitMicros } from "./analysis/judge.ts";
import { scalingThresholds } from "./analysis/scaling-law.ts";
import { BroadsideError } from "../../errors.ts";
import type { CapacityPlan, SearchSettings } from "./model.ts";
import { generatorsOf, usualErrorObjective, type Requirement } from "../../model/index.ts";
import { makePlan } from "../../plan.ts";
import { chooseArms, chooseWorkers } from "../../cli/choose/arms.ts";
import { chooseExternals } from "../../cli/choose/externals.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import { chooseLoad, refuseIdleGenerators } from "../../cli/choose/load.ts";
import { chooseNodes, onEachNode } from "../../cli/choose/nodes.ts";
import { chooseSubjectOr } from "../../cli/choose/subject.ts";
import type { CapacityArguments } from "./options.ts";
import { errorsId, parseObjectives } from "../../cli/requirements.ts";

const defaultConfirmations = 6;
/** Ratio of the rates between which a search ends. */
const step = 1.05;
/** Measured time of a full trial, at least; in latencies that are allowed, so that a queue that grows shows. */
const fullSeconds = 3;
const fullInLimits = 30;
/** Blocks of closed-loop trials from which a law of scaling gets its intervals. */
const blocksForLaw = 6;
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

/** What a search consists of: its arms, what they are to keep, and how closely the highest rates are looked for. */
export async function planCapacity(argv: CapacityArguments): Promise<CapacityPlan> {
  const externals = await chooseExternals(argv);
  const scenario = await chooseSubjectOr(argv, externals);
  const slo = argv.slo ?? scenario.objectives ?? [];
  if (slo.length === 0) {
    throw new BroadsideError(
      "usage",
      "capacity needs an objective to hold",
      "State what users must get: --slo 'p99<100ms'; add 'errors<1%' to allow some errors.",
    );
  }
  const objectives = parseObjectives(slo, scenario.timeoutSeconds);
  const workers = chooseWorkers(argv.workers, scenario.workers ?? usualWorkers(allowedWorkers()));
  const chosen = chooseArms(scenario, argv.targets, workers, argv, externals);
  const { arms: inputs, notApplicable } = onEachNode(chosen, chooseNodes(argv.node, scenario.nodes));
  const { duration, warmup, seed: askedSeed, generators } = argv;
  // A generator without a connection of the closed loop would have nothing to send.
  const connections = Math.max(scenario.connections, connectionsPerWorker * Math.max(...workers), generators ?? 1);
  const given = { generators, duration, warmup, seed: askedSeed };
  const load = chooseLoad(given, { ...scenario, connections });
  const { connections: openConnections = null } = argv;
  if (openConnections !== null) refuseIdleGenerators(generatorsOf(load.load), openConnections);
  const search = chooseSearch(argv, objectives, workers.length);
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
  const { title, description, started, app, dependencies, requests, warmupSeconds, seed, fair } = plan;
  return {
    scenario: plan.scenario,
    title,
    description,
    ...(started === undefined ? {} : { started }),
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
    search,
  };
}

function chooseSearch(
  argv: CapacityArguments,
  objectives: readonly Requirement[],
  workerCounts: number,
): SearchSettings {
  const { confirm: confirmations = defaultConfirmations } = argv;
  const full = argv.duration ?? Math.max(fullSeconds, (fullInLimits * limitMicros(objectives)) / 1e6);
  return {
    saturations: workerCounts >= scalingThresholds.fewestWorkerCounts ? blocksForLaw : 1,
    shortSeconds: full / 2,
    fullSeconds: full,
    fewestRequests: fewestRequests(objectives, confirmations),
    step,
    confirmations,
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
