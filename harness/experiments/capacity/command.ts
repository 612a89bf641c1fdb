import { shellWord } from "../../command-line.ts";
import { nextProbe } from "./analysis/course.ts";
import { measure } from "../../conduct/measure.ts";
import { defaultFolder } from "../../conduct/new-folder.ts";
import { openNew, openSaved, type Kept, type Opened } from "../../conduct/open.ts";
import { capacityExperiment } from "./schedule.ts";
import { capacitySchemaName, capacitySchemaVersion, type CapacityPlan, type CapacityRun } from "./model.ts";
import type { TrialSettings } from "../../model/index.ts";
import { loadCapacity, reopenCapacityDirectory, saveCapacity } from "./store.ts";
import { carryOut } from "../../cli/carry-out.ts";
import { planCapacity } from "./plan.ts";
import { announceCapacity, showCapacityProgress } from "./progress.ts";
import { refuseLacking } from "../../cli/choose/arms.ts";
import { refuseOtherNodes } from "../../cli/choose/nodes.ts";
import { startLimit, type TimeLimit } from "../../cli/choose/times.ts";
import { openConnections } from "../../cli/choose/load.ts";
import { fitWindows, type GivenTimes } from "../../cli/fit-windows.ts";
import { chooseHow, type How } from "../../cli/how.ts";
import type { ExitCode } from "../../cli/exit-codes.ts";
import { checkArms, otherFiles, refuseChangedPlan, refuseMoreThanFit } from "../../cli/measure.ts";
import { capacityOptions, type CapacityArguments } from "./options.ts";
import { planOptionsGiven } from "../../cli/options/given.ts";
import { publishCapacity } from "./publish.ts";
import { confirmRemote, type RemoteLoad } from "../../cli/remote.ts";
import { savedHeader } from "../../cli/saved-header.ts";
import { clock } from "../../units.ts";
import { programName, type Terminal } from "../../cli/terminal.ts";
import { tryArms } from "../../cli/tried-arms.ts";

const defaultLimitSeconds = 1_200;

const keptSearch: Kept<CapacityRun> = {
  reopen: reopenCapacityDirectory,
  load: loadCapacity,
  save: saveCapacity,
  environmentOf: ({ environment }) => environment,
};

type Confirm = (plan: CapacityPlan) => Promise<void>;

async function begin(
  argv: CapacityArguments,
  command: readonly string[],
  how: How,
  confirm: Confirm,
  terminal: Terminal,
): Promise<Opened<CapacityRun>> {
  const planned = await planCapacity(argv);
  await confirm(planned);
  return openNew(keptSearch, {
    destination: argv.out ?? defaultFolder(`capacity-${planned.scenario}`),
    fits: (fileLimit) => {
      refuseMoreThanFit([planned.connections ?? 0], fileLimit);
      refuseMoreThanFit(
        planned.arms.map(({ load }) => load.connections),
        fileLimit,
        "its closed loop has 4 per worker, or as many as configured: use fewer",
      );
    },
    begin: async (environment) => {
      const answerSeconds = await checkFirstArm(planned, how);
      const plan = {
        ...fitSearch(planned, answerSeconds, argv, terminal),
        ...(await tryArms(planned, { plan: settingsOf(planned), ...how })),
      };
      return {
        ...savedHeader(capacitySchemaName, capacitySchemaVersion, command),
        plan,
        environment,
        probes: [],
      };
    },
  });
}

function openToResume(folder: string, how: How, confirm: Confirm): Promise<Opened<CapacityRun>> {
  return openSaved(folder, keptSearch, async (run) => {
    refuseOtherNodes(folder, run.plan.arms);
    if (nextProbe(run) === null) return;
    await confirm(run.plan);
    refuseLacking(folder, run.plan);
    await checkFirstArm(run.plan, how);
  });
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
  const most = `at most ${clock(limitSeconds)} of trials`;
  return { ...plan, amountOf: () => `as many requests as it can handle, and then more, for ${most}` };
}

function searchRates(
  opened: Opened<CapacityRun>,
  how: How,
  limit: TimeLimit,
  terminal: Terminal,
): Promise<CapacityRun> {
  const { state, folder } = opened;
  const experiment = capacityExperiment({
    fewest: openConnections,
    most: (state.environment.fileLimit ?? Infinity) - otherFiles,
  });
  if (nextProbe(state) !== null) announceCapacity(state, folder, limit, terminal);
  return measure(state, experiment, {
    ...how,
    untilMillis: limit.untilMillis,
    save: (run) => saveCapacity(folder, run),
    progress: showCapacityProgress(state, limit, terminal),
  });
}

/** `broadside capacity`: what rate each strategy holds with each number of workers while it keeps the objectives. */
export async function capacityCommand(
  argv: CapacityArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = startLimit(argv.time ?? defaultLimitSeconds);
  if (argv.resume !== undefined) refuseChangedPlan(planOptionsGiven(argv, capacityOptions));
  return carryOut(
    {
      resumed: argv.resume,
      open: (signal) => {
        const how = chooseHow(argv, signal, terminal);
        const confirm: Confirm = (plan) => confirmRemote(loadOfSearch(plan, limit.seconds), argv, terminal, signal);
        return argv.resume === undefined
          ? begin(argv, command, how, confirm, terminal)
          : openToResume(argv.resume, how, confirm);
      },
      measure: (opened, signal) => searchRates(opened, chooseHow(argv, signal, terminal), limit, terminal),
      hasTrials: ({ probes }) => probes.length > 0,
      tellLeft: ({ finishedAt }, folder, signal) => {
        if (finishedAt !== null) return;
        const why = signal.aborted ? "Interrupted" : "Time is up";
        terminal.note(
          `${why} before all rates are confirmed. Continue with: ${programName()} capacity --resume ${shellWord(folder)}\n`,
        );
      },
      publish: (run, folder) => publishCapacity(run, folder, terminal, { json: argv.json ?? false }),
      page: "capacity.html",
    },
    terminal,
  );
}
