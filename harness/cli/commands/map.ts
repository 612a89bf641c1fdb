import { availableParallelism } from "node:os";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { analyse } from "../../analysis/index.ts";
import { remainingTrials } from "../../course.ts";
import { BroadsideError } from "../../errors.ts";
import { checkArm } from "../../execute/run.ts";
import {
  mapSchemaName,
  mapSchemaVersion,
  type MapRun,
  type MeasuredMap,
  type Plan,
  type Run,
  type Scenario,
  type Variation,
} from "../../model/index.ts";
import { describeEnvironment } from "../../observe/environment.ts";
import { makePlan } from "../../plan.ts";
import { loadMap, reopenMapDirectory, saveMap } from "../../store/map-store.ts";
import {
  chooseArms,
  chooseBootTimeout,
  chooseConnectionCounts,
  chooseLimit,
  chooseLoad,
  chooseSeed,
  chooseSubject,
  chooseWorkers,
  defaultFolder,
  fairSettings,
  withPaths,
} from "../choose.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { announceMap, showMapProgress } from "../map-progress.ts";
import { measureRun, openNewRun, openSavedRun, refuseChangedPlan, refuseMoreThanFit } from "../measure.ts";
import { makeNewFolder } from "../new-folder.ts";
import { mapOptions, planOptionsGiven, type MapArguments } from "../options.ts";
import { publishMap } from "../publish.ts";
import { programName, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../values.ts";

/** Six blocks can tell any two of three arms apart; a map has many places, so that trials are short. */
const usual = { blocks: 6, warmupSeconds: 0.8, measuredSeconds: 0.6 };
const usualTargets = "single,cluster-round-robin,worker-threads";
/** Few enough to leave workers idle now and then, enough for all, and a crowd. */
const connectionsPerWorker = [2, 8, 32];
const defaultLimit = "10m";

/** A cell that is to be measured. */
type PlannedCell = { readonly workload: Variation; readonly connections: number; readonly plan: Plan };

type MapPlan = { readonly scenario: Scenario; readonly seed: number; readonly cells: readonly PlannedCell[] };

function chooseRows(argv: MapArguments): Scenario {
  const paths = argv.path ?? [];
  const scenario = chooseSubject({ ...argv, path: paths[0] });
  return paths.length > 1 ? withPaths(scenario, paths) : scenario;
}

function planOf(argv: MapArguments): MapPlan {
  const scenario = chooseRows(argv);
  const { name, title, dependencies, requests } = scenario;
  const variations = scenario.variations ?? [{ name, title, dependencies, requests }];
  const [workers = availableParallelism(), ...more] = chooseWorkers(argv.workers);
  if (more.length > 0) {
    throw new BroadsideError(
      "usage",
      `--workers is "${argv.workers}"`,
      "A map compares strategies at one worker count.",
    );
  }
  const arms = chooseArms(scenario, argv.targets ?? usualTargets, [workers]);
  const counts =
    argv.connections === undefined
      ? connectionsPerWorker.map((each) => each * workers)
      : chooseConnectionCounts(argv.connections);
  const blocks = argv.blocks === undefined ? usual.blocks : wholeNumber("blocks", argv.blocks, { min: 1, max: 500 });
  const seed = chooseSeed(argv.seed);
  const cells = variations.flatMap((workload) => counts.map((connections) => ({ workload, connections })));
  return {
    scenario,
    seed,
    cells: cells.map(({ workload, connections }, index) => {
      const { generators, duration, warmup } = argv;
      const own = { ...scenario, ...workload, name, ...usual, connections };
      return {
        workload,
        connections,
        plan: makePlan({
          scenario: { ...own, title: `${workload.title}, ${connections} connections` },
          ...arms,
          ...chooseLoad(
            { connections: undefined, generators, duration, warmup, seed: `${(seed + index) % 2 ** 31}` },
            own,
          ),
          blocks,
          quick: false,
          fair: fairSettings,
        }),
      };
    }),
  };
}

type How = { readonly bootTimeoutSeconds: number; readonly signal: AbortSignal };

type Opened = { readonly measured: MeasuredMap; readonly folder: string; readonly release: () => void };

/** Begins a map: a folder for it, and in it one for the run of each cell, when the app answers to every workload. */
async function openNew(argv: MapArguments, command: readonly string[], how: How): Promise<Opened> {
  const { scenario, seed, cells } = planOf(argv);
  const environment = await describeEnvironment();
  refuseMoreThanFit(
    cells.map(({ connections }) => connections),
    environment.fileLimit,
  );
  const { folder, release, undo } = await makeNewFolder(argv.out ?? defaultFolder(`map-${scenario.name}`));
  try {
    const workloads = new Map(cells.map((cell) => [cell.workload, cell.plan]));
    for (const plan of workloads.values()) await checkBaseline(plan, how);
    const numbers = new Map([...workloads.keys()].map((workload, index) => [workload, index + 1]));
    const places = cells.map(({ workload, connections, plan }) => ({
      plan,
      cell: {
        workloadId: workload.name,
        connections,
        folder: `cells/${numbers.get(workload)}-${connections}`,
      },
    }));
    const runs: Run[] = [];
    for (const { plan, cell } of places) {
      const opened = await openNewRun({
        plan,
        folder: join(folder, cell.folder),
        command,
        ...how,
        check: () => Promise.resolve(plan),
      });
      opened.release();
      runs.push(opened.run);
    }
    const map: MapRun = {
      schema: mapSchemaName,
      version: mapSchemaVersion,
      toolVersion: packageJson.version,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      program: programName(),
      command,
      scenario: scenario.name,
      title: scenario.title,
      description: scenario.description,
      seed,
      environment,
      workloads: [...workloads.keys()].map(({ name, title }) => ({ id: name, title })),
      cells: places.map(({ cell }) => cell),
    };
    await saveMap(folder, map);
    return { measured: { map, runs }, folder, release };
  } catch (error) {
    undo();
    throw error;
  }
}

async function checkBaseline(plan: Plan, how: How): Promise<void> {
  const [baseline] = plan.arms;
  if (baseline !== undefined) await checkArm(baseline, { plan, ...how });
}

async function openSaved(folder: string): Promise<Opened> {
  const { release } = await reopenMapDirectory(folder);
  try {
    return { measured: await loadMap(folder), folder, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Measures what is left, place by place, until all is measured, the time is up or it is interrupted. */
async function measure(opened: Opened, how: How, limitSeconds: number, terminal: Terminal): Promise<MeasuredMap> {
  const { measured, folder } = opened;
  const { map } = measured;
  const runs = [...measured.runs];
  const until = performance.now() + limitSeconds * 1_000;
  if (isUnfinished(runs)) announceMap(measured, folder, limitSeconds, terminal);
  const progress = showMapProgress(measured, terminal);
  for (const [index, cell] of map.cells.entries()) {
    const saved = runs[index];
    if (saved === undefined || remainingTrials(saved).length === 0) continue;
    if (how.signal.aborted || performance.now() > until) break;
    const ownRun = await openSavedRun(join(folder, cell.folder), how).catch((error: unknown) => {
      if (!how.signal.aborted) throw error;
      return null;
    });
    if (ownRun === null) break;
    try {
      const run = await measureRun(ownRun, {
        ...how,
        limitSeconds: Infinity,
        isDecided: () => false,
        progress: progress.ofCell(index),
      });
      runs[index] = run;
      progress.onCell(index, run, analyse(run, new Map()).verdict.headline);
    } finally {
      ownRun.release();
    }
  }
  const ended = { ...map, finishedAt: isUnfinished(runs) ? null : (map.finishedAt ?? new Date().toISOString()) };
  await saveMap(folder, ended);
  return { map: ended, runs };
}

function isUnfinished(runs: readonly Run[]): boolean {
  return runs.some((run) => remainingTrials(run).length > 0);
}

/** `broadside map`: which strategy wins at which service time and concurrency. */
export async function mapCommand(
  argv: MapArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, release } = onInterrupt(() => terminal.note("\nStopping; again to stop at once.\n"));
  try {
    const how = { bootTimeoutSeconds: chooseBootTimeout(argv["boot-timeout"]), signal };
    const limitSeconds = chooseLimit(argv.time ?? defaultLimit);
    if (argv.resume !== undefined) refuseChangedPlan(planOptionsGiven(argv, mapOptions));
    const opened = argv.resume === undefined ? await openNew(argv, command, how) : await openSaved(argv.resume);
    const { folder } = opened;
    try {
      const measured = await measure(opened, how, limitSeconds, terminal);
      if (measured.map.finishedAt === null) {
        const why = signal.aborted ? "Interrupted" : "The time is up";
        terminal.note(`${why} before all is measured. Go on with: ${programName()} map --resume ${folder}\n`);
      }
      if (measured.runs.every(({ trials }) => trials.length === 0)) return exitCodes.interrupted;
      const { seal } = await publishMap(measured, folder, terminal, { json: argv.json ?? false });
      terminal.note(`Report: ${join(folder, "map.html")}\n`);
      if (signal.aborted) return exitCodes.interrupted;
      return seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
    } finally {
      opened.release();
    }
  } finally {
    release();
  }
}
