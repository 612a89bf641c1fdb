import { shellWord } from "../../command-line.ts";
import { connectionsFor } from "../../analysis/capacity/connections.ts";
import { nextProbe, withTrial } from "../../analysis/capacity/course.ts";
import { tailLimitMicros } from "../../analysis/capacity/judge.ts";
import { executeCapacity } from "../../execute/capacity.ts";
import {
  capacitySchemaName,
  capacitySchemaVersion,
  minDrainSeconds,
  type CapacityPlan,
  type CapacityRun,
  type TrialSettings,
} from "../../model/index.ts";
import { describeEnvironment } from "../../observe/environment.ts";
import { loadCapacity, reopenCapacityDirectory, saveCapacity } from "../../store/capacity-store.ts";
import { carryOut } from "../carry-out.ts";
import { planCapacity } from "../capacity-plan.ts";
import { announceCapacity, showCapacityProgress } from "../capacity-progress.ts";
import { refuseLacking } from "../choose/arms.ts";
import { refuseOtherNodes } from "../choose/nodes.ts";
import { startLimit, type TimeLimit } from "../choose/times.ts";
import { chooseOpenConnections } from "../choose/load.ts";
import { fitWindows, type GivenTimes } from "../fit-windows.ts";
import { chooseHow, type How } from "../how.ts";
import { defaultFolder, makeNewFolder } from "../new-folder.ts";
import type { ExitCode } from "../exit-codes.ts";
import { checkArms, otherFiles, refuseChangedPlan, refuseMoreThanFit, refuseOtherPlace } from "../measure.ts";
import { capacityOptions, type CapacityArguments } from "../options/capacity.ts";
import { planOptionsGiven } from "../options/given.ts";
import { publishCapacity } from "../publish.ts";
import { confirmRemote, type RemoteLoad } from "../remote.ts";
import { savedHeader } from "../saved-header.ts";
import { clock } from "../../units.ts";
import { programName, type Terminal } from "../terminal.ts";
import { tryArms } from "../tried-arms.ts";

const defaultLimit = "20m";
/** How long requests are followed beyond the window, in latencies that are allowed; the whole timeout where no tail is. */
const drainInLimits = 1.5;

type Opened = { readonly run: CapacityRun; readonly folder: string; readonly release: () => void };

type Confirm = (plan: CapacityPlan) => Promise<void>;

async function openNew(
  argv: CapacityArguments,
  command: readonly string[],
  how: How,
  confirm: Confirm,
  terminal: Terminal,
): Promise<Opened> {
  const planned = await planCapacity(argv);
  await confirm(planned);
  const environment = await describeEnvironment();
  refuseMoreThanFit([planned.connections ?? 0], environment.fileLimit);
  refuseMoreThanFit(
    planned.arms.map(({ load }) => load.connections),
    environment.fileLimit,
    "its closed loop has 4 for each worker, or as many as are configured: have fewer of these",
  );
  const destination = argv.out ?? defaultFolder(`capacity-${planned.scenario}`);
  const { folder, release, undo } = await makeNewFolder(destination);
  try {
    const answerSeconds = await checkFirstArm(planned, how);
    const plan = {
      ...fitSearch(planned, answerSeconds, argv, terminal),
      ...(await tryArms(planned, { plan: settingsOf(planned), ...how })),
    };
    const run: CapacityRun = {
      ...savedHeader(capacitySchemaName, capacitySchemaVersion, command),
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
      refuseLacking(folder, run.plan);
      await checkFirstArm(run.plan, how);
    }
    return { run, folder, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The first arm boots and answers, and so does each deployment, or they are the user's to mend. */
function checkFirstArm(plan: CapacityPlan, how: How): Promise<number> {
  const { arms } = plan;
  return checkArms(arms, arms[0]?.id, { plan: settingsOf(plan), ...how });
}

function settingsOf(plan: CapacityPlan): TrialSettings {
  return { ...plan, measuredSeconds: plan.search.fullSeconds };
}

/** The search with trials that are long enough for a response. */
function fitSearch(plan: CapacityPlan, answerSeconds: number, given: GivenTimes, terminal: Terminal): CapacityPlan {
  const { search, arms, warmupSeconds } = plan;
  const planned = { warmupSeconds, measuredSeconds: search.fullSeconds };
  const note = (line: string): void => terminal.note(`${line}\n`);
  const fitted = fitWindows(planned, { answerSeconds, arms }, given, note);
  const [fullSeconds, shortSeconds] = [fitted.measuredSeconds, fitted.measuredSeconds / 2];
  return {
    ...plan,
    answerSeconds,
    warmupSeconds: fitted.warmupSeconds,
    search: { ...search, fullSeconds, shortSeconds },
  };
}

/** What a search sends: its rates go up to where an arm cannot follow. */
function loadOfSearch(plan: CapacityPlan, limitSeconds: number): RemoteLoad {
  const most = `${clock(limitSeconds)} of trials at most`;
  return { ...plan, amountOf: () => `as many requests as it answers, and then more than that, for ${most}` };
}

async function measure(opened: Opened, how: How, limit: TimeLimit, terminal: Terminal): Promise<CapacityRun> {
  const { run, folder } = opened;
  const fewest = chooseOpenConnections(undefined);
  const most = (run.environment.fileLimit ?? Infinity) - otherFiles;
  let current = run;
  if (nextProbe(run) !== null) announceCapacity(run, folder, limit, terminal);
  const progress = showCapacityProgress(run, limit, terminal);
  try {
    await executeCapacity(
      run,
      {
        ...how,
        untilMillis: limit.untilMillis,
        drainSeconds: drainSeconds(run),
        connections: (now, armId, rate) => connectionsFor(now, armId, rate, fewest, most),
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
  return tail === null ? timeout : Math.max(minDrainSeconds, (drainInLimits * tail) / 1e6);
}

/** `broadside capacity`: what rate each strategy holds with each number of workers while it keeps the objectives. */
export async function capacityCommand(
  argv: CapacityArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = startLimit(argv.time ?? defaultLimit);
  if (argv.resume !== undefined) refuseChangedPlan(planOptionsGiven(argv, capacityOptions));
  return carryOut(
    {
      resumed: argv.resume,
      open: (signal) => {
        const how = chooseHow(argv, signal, terminal);
        const confirm: Confirm = (plan) => confirmRemote(loadOfSearch(plan, limit.seconds), argv, terminal, signal);
        return argv.resume === undefined
          ? openNew(argv, command, how, confirm, terminal)
          : openSaved(argv.resume, how, confirm);
      },
      measure: (opened, signal) => measure(opened, chooseHow(argv, signal, terminal), limit, terminal),
      hasTrials: ({ probes }) => probes.length > 0,
      tellLeft: ({ finishedAt }, folder, signal) => {
        if (finishedAt !== null) return;
        const why = signal.aborted ? "Interrupted" : "The time is up";
        terminal.note(
          `${why} before all is confirmed. Go on with: ${programName()} capacity --resume ${shellWord(folder)}\n`,
        );
      },
      publish: (run, folder) => publishCapacity(run, folder, terminal, { json: argv.json ?? false }),
      page: "capacity.html",
    },
    terminal,
  );
}
