import { rmSync } from "node:fs";
import { join } from "node:path";
import { shellWord } from "../../command-line.ts";
import { analyse } from "../../analysis/index.ts";
import { defaultFolder } from "../../conduct/new-folder.ts";
import { openNew, openSaved, type Kept } from "../../conduct/open.ts";
import { remainingTrials } from "../../course.ts";
import { mapSchemaName, mapSchemaVersion, type MapRun, type MeasuredMap } from "./model.ts";
import type { Plan, Run } from "../../model/index.ts";
import { loadMap, reopenMapDirectory, saveMap } from "./store.ts";
import { carryOut } from "../../cli/carry-out.ts";
import { refuseLacking } from "../../cli/choose/arms.ts";
import { startLimit, type TimeLimit } from "../../cli/choose/times.ts";
import { fitWindows } from "../../cli/fit-windows.ts";
import { chooseHow, type How } from "../../cli/how.ts";
import type { ExitCode } from "../../cli/exit-codes.ts";
import { typicalOverheadSeconds, withArms } from "../../plan.ts";
import { planMap, refuseOneArm, type PlannedCell } from "./plan.ts";
import { announceMap, showMapProgress, type OpenedMap } from "./progress.ts";
import {
  checkBaseline,
  measureRun,
  openNewRun,
  openSavedRun,
  refuseChangedPlan,
  refuseMoreThanFit,
} from "../../cli/measure.ts";
import { mapOptions, type MapArguments } from "./options.ts";
import { planOptionsGiven } from "../../cli/options/given.ts";
import { publishMap } from "./publish.ts";
import { savedHeader } from "../../cli/saved-header.ts";
import { statedRun } from "../../cli/stated.ts";
import { programName, type Terminal } from "../../cli/terminal.ts";
import { tryArms, type Applicable } from "../../cli/tried-arms.ts";

const defaultLimitSeconds = 600;

const keptMap: Kept<MeasuredMap> = {
  reopen: reopenMapDirectory,
  load: loadMap,
  save: (folder, { map }) => saveMap(folder, map),
  environmentOf: ({ map }) => map.environment,
};

/** Begins a map: a folder for it, and in it one for the run of each cell, when the app answers to every workload. */
async function begin(argv: MapArguments, command: readonly string[], how: How, terminal: Terminal): Promise<OpenedMap> {
  const { scenario, seed, cells: planned } = await planMap(argv);
  let overhead = typicalOverheadSeconds;
  const opened = await openNew(keptMap, {
    destination: argv.out ?? defaultFolder(`map-${scenario.name}`),
    fits: (fileLimit) =>
      refuseMoreThanFit(
        planned.map(({ connections }) => connections),
        fileLimit,
      ),
    begin: async (environment, folder) => {
      const { overheadSeconds, answerSecondsOf } = await checkWorkloads(
        planned.map(({ plan }) => plan),
        how,
      );
      overhead = overheadSeconds;
      const applicable = await tryAll(planned, how);
      const note = tellOnce(terminal);
      const cells = planned.map(({ workload, connections, plan }): PlannedCell => {
        const answerSeconds = answerSecondsOf(plan);
        const tell = (line: string): void => note(`${workload.title}: ${line}`);
        const own = withArms(plan, applicable);
        const fitted = fitWindows({ ...own, answerSeconds }, { answerSeconds, arms: own.arms }, argv, tell);
        return { workload, connections, plan: fitted };
      });
      const workloads = [...new Set(cells.map(({ workload }) => workload))];
      const folderOf = ({ workload, connections }: PlannedCell): string =>
        `cells/${workloads.indexOf(workload) + 1}-${connections}`;
      const map: MapRun = {
        ...savedHeader(mapSchemaName, mapSchemaVersion, command),
        scenario: scenario.name,
        title: scenario.title,
        description: scenario.description,
        seed,
        environment,
        workloads: workloads.map(({ name, title }) => ({ id: name, title })),
        cells: cells.map((cell) => ({
          workloadId: cell.workload.name,
          connections: cell.connections,
          folder: folderOf(cell),
        })),
      };
      const inFolders = cells.map((cell) => ({ folder: folderOf(cell), plan: cell.plan }));
      return { map, runs: await beginCells(folder, inFolders, command, how) };
    },
    undo: (folder) => rmSync(join(folder, "cells"), { recursive: true, force: true }),
  });
  return { ...opened, overheadSeconds: overhead };
}

/** The arms of all cells that can run the app. Throws `usage` where none is left to compare with the first. */
async function tryAll([first]: readonly PlannedCell[], how: How): Promise<Applicable> {
  if (first === undefined) throw new RangeError("a map has at least one cell");
  const applicable = await tryArms(first.plan, { plan: first.plan, ...how });
  refuseOneArm(applicable);
  return applicable;
}

/** The runs of the cells, without a trial yet. */
async function beginCells(
  folder: string,
  cells: readonly { readonly folder: string; readonly plan: Plan }[],
  command: readonly string[],
  how: How,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const { folder: own, plan } of cells) {
    const check = (): Promise<Plan> => Promise.resolve(plan);
    const { state, release } = await openNewRun({ plan, folder: join(folder, own), command, ...how, check });
    release();
    runs.push(state);
  }
  return runs;
}

/** What was noted before is not noted again: places of one workload have the same to say. */
function tellOnce(terminal: Terminal): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (!told.has(line)) terminal.note(`${line}\n`);
    told.add(line);
  };
}

/**
 * The baseline boots and answers to each workload, or the app is the user's to mend. Resolves to the mean time that it
 * took, and to what a response takes in each.
 */
async function checkWorkloads(plans: readonly Plan[], how: How) {
  const each = [...Map.groupBy(plans, ({ requests }) => requests).values()].flatMap(([first]) => first ?? []);
  const startedAt = performance.now();
  const seconds = new Map<Plan["requests"], number>();
  for (const plan of each) seconds.set(plan.requests, (await checkBaseline(plan, how)).answerSeconds);
  return {
    overheadSeconds: (performance.now() - startedAt) / 1_000 / Math.max(1, each.length),
    answerSecondsOf: ({ requests }: Plan): number => seconds.get(requests) ?? 0,
  };
}

async function openToResume(folder: string, how: How): Promise<OpenedMap> {
  let overhead = typicalOverheadSeconds;
  const opened = await openSaved(folder, keptMap, async ({ runs }) => {
    const left = runs.filter((run) => remainingTrials(run).length > 0);
    for (const { plan } of left.slice(0, 1)) refuseLacking(folder, plan);
    const { overheadSeconds } = await checkWorkloads(
      left.map(({ plan }) => plan),
      how,
    );
    overhead = overheadSeconds;
  });
  return { ...opened, overheadSeconds: overhead };
}

/** Measures what is left, place by place, until all is measured, the time is up or it is interrupted. */
async function measurePlaces(opened: OpenedMap, how: How, limit: TimeLimit, terminal: Terminal): Promise<MeasuredMap> {
  const { state: measured, folder } = opened;
  const { map } = measured;
  const runs = [...measured.runs];
  if (isUnfinished(runs)) announceMap(opened, limit, terminal);
  const progress = showMapProgress(opened, limit, terminal);
  for (const [index, cell] of map.cells.entries()) {
    const saved = runs[index];
    if (saved === undefined || remainingTrials(saved).length === 0) continue;
    if (how.signal.aborted || performance.now() > limit.untilMillis) break;
    const ownRun = await openSavedRun(join(folder, cell.folder), { ...how, check: skipCheck });
    try {
      const run = await measureRun(ownRun, {
        ...how,
        limit,
        whenTimeIsUp: "pause",
        isDecided: () => false,
        progress: progress.ofCell(index),
      });
      runs[index] = run;
      if (remainingTrials(run).length === 0) progress.onCell(index, run, analyse(statedRun(run)).verdict.headline);
    } finally {
      ownRun.release();
    }
  }
  const ended = { ...map, finishedAt: isUnfinished(runs) ? null : (map.finishedAt ?? new Date().toISOString()) };
  await saveMap(folder, ended);
  return { map: ended, runs };
}

/** Every workload was looked at before: what fails from now on is a trial that failed. */
const skipCheck = (): Promise<void> => Promise.resolve();

function isUnfinished(runs: readonly Run[]): boolean {
  return runs.some((run) => remainingTrials(run).length > 0);
}

/** `broadside map`: which strategy wins at which service time and concurrency. */
export async function mapCommand(
  argv: MapArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = startLimit(argv.time ?? defaultLimitSeconds);
  if (argv.resume !== undefined) refuseChangedPlan(planOptionsGiven(argv, mapOptions));
  return carryOut(
    {
      resumed: argv.resume,
      open: (signal) => {
        const how = chooseHow(argv, signal, terminal);
        return argv.resume === undefined ? begin(argv, command, how, terminal) : openToResume(argv.resume, how);
      },
      measure: (opened, signal) => measurePlaces(opened, chooseHow(argv, signal, terminal), limit, terminal),
      hasTrials: ({ runs }) => runs.some(({ trials }) => trials.length > 0),
      tellLeft: ({ map }, folder, signal) => {
        if (map.finishedAt !== null) return;
        const why = signal.aborted ? "Interrupted" : "Time is up";
        terminal.note(
          `${why} before all cells are measured. Continue with: ${programName()} map --resume ${shellWord(folder)}\n`,
        );
      },
      publish: (measured, folder) => publishMap(measured, folder, terminal, { json: argv.json ?? false }),
      page: "map.html",
    },
    terminal,
  );
}
