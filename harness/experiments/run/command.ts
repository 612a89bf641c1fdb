import { shellWord } from "../../command-line.ts";
import { isResolved, looksFor } from "../../analysis/looks.ts";
import { defaultFolder } from "../../conduct/new-folder.ts";
import type { Opened } from "../../conduct/open.ts";
import { remainingTrials, trialCount } from "../../course.ts";
import { BroadsideError } from "../../errors.ts";
import type { Plan, Run, Subject } from "../../model/index.ts";
import { makePlan, withArms } from "../../plan.ts";
import { plural } from "../../units.ts";
import { carryOut } from "../../cli/carry-out.ts";
import { chooseArms, chooseWorkers, refuseLacking } from "../../cli/choose/arms.ts";
import { chooseNodes, onEachNode } from "../../cli/choose/nodes.ts";
import { startLimit } from "../../cli/choose/times.ts";
import { chooseLoad } from "../../cli/choose/load.ts";
import { chooseExternals, type External } from "../../cli/choose/externals.ts";
import { chooseSubjectOr } from "../../cli/choose/subject.ts";
import { fitWindows, type GivenTimes } from "../../cli/fit-windows.ts";
import { chooseHow } from "../../cli/how.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import type { ExitCode } from "../../cli/exit-codes.ts";
import {
  checkBaseline,
  measureRun,
  openNewRun,
  openSavedRun,
  refuseChangedPlan,
  type LookedAt,
} from "../../cli/measure.ts";
import { planOptionsGiven } from "../../cli/options/given.ts";
import { runOptions, type RunArguments } from "./options.ts";
import { parseLoad, steady } from "../../cli/load-option.ts";
import { hasOwnLoad, ownLoad, refuseUntold } from "./own-load.ts";
import { tellRun } from "../../cli/progress.ts";
import { publish } from "../../cli/publish.ts";
import { confirmRemote, loadOfRun } from "../../cli/remote.ts";
import { planSweep } from "./sweep-plan.ts";
import { programName, type Terminal } from "../../cli/terminal.ts";
import { tryArms } from "../../cli/tried-arms.ts";

/** What `--quick` changes: enough to see that all works and which way it points, too little to rank. */
const quick = { blocks: 2, warmupSeconds: 1, measuredSeconds: 1.5 };

/** What `--until-resolved` changes: more and shorter trials, so that there are blocks enough to stop early. */
const untilResolved = { blocks: 24, warmupSeconds: 1, measuredSeconds: 1 };

function planOf(argv: RunArguments, scenario: Subject, externals: readonly External[]): Plan {
  if (argv.sweep !== undefined) return planSweep(argv, scenario);
  const workers = chooseWorkers(argv.workers, scenario.workers);
  const { arms, notApplicable } = onEachNode(
    chooseArms(scenario, argv.targets, workers, argv, externals),
    chooseNodes(argv.node, scenario.nodes),
  );
  const isQuick = argv.quick ?? false;
  const isSequential = argv["until-resolved"] ?? false;
  if (isQuick && isSequential) {
    throw new BroadsideError(
      "usage",
      "--quick and --until-resolved exclude each other",
      "A quick look resolves nothing; drop one of them.",
    );
  }
  const defaults = isQuick ? quick : isSequential ? untilResolved : scenario;
  const { blocks = defaults.blocks } = argv;
  return makePlan({
    scenario,
    arms,
    notApplicable,
    ...chooseLoad({ ...argv, load: shapeOf(argv, scenario) }, { ...scenario, ...defaults }),
    blocks,
    ...(isSequential ? { looks: looksFor(arms.length, blocks) } : {}),
    canary: argv.canary ?? false,
    quick: isQuick,
    fair: fairSettings,
  });
}

/** The load that was typed, a closed one too, or else the configured one. */
function shapeOf({ load }: RunArguments, { load: configured }: Subject): RunArguments["load"] {
  return load === undefined && configured !== undefined ? parseLoad(configured) : load;
}

async function openRun(
  argv: RunArguments,
  command: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Opened<Run>> {
  const how = chooseHow(argv, signal, terminal);
  const confirm = (plan: Plan): Promise<void> => confirmRemote(loadOfRun(plan), argv, terminal, signal);
  const lookAt = async (plan: Plan): Promise<LookedAt> => {
    const looked = fitPlan(await checkBaseline(plan, how), argv, terminal);
    return { ...looked, ...withArms(looked, await tryArms(plan, { plan, ...how })) };
  };
  if (argv.resume === undefined) {
    const externals = await chooseExternals(argv);
    const scenario = await chooseSubjectOr(argv, externals);
    const folder = argv.out ?? defaultFolder(scenario.name);
    if (!hasOwnLoad(scenario, argv)) {
      const plan = planOf(argv, scenario, externals);
      await confirm(plan);
      return openNewRun({ plan, folder, command, ...how, check: () => lookAt(plan) });
    }
    refuseUntold(scenario, externals);
    const plan = planOf({ ...argv, load: steady(1) }, scenario, externals);
    const check = async (): Promise<Plan> => {
      const looked = await lookAt(plan);
      const load = steady(await ownLoad(scenario, looked, how, terminal));
      const { warmupSeconds, chosenWarmupSeconds, measuredSeconds, answerSeconds } = looked;
      const loaded = planOf({ ...argv, load, seed: plan.seed }, scenario, externals);
      return {
        ...withArms(loaded, looked),
        warmupSeconds,
        ...(chosenWarmupSeconds === undefined ? {} : { chosenWarmupSeconds }),
        measuredSeconds,
        answerSeconds,
      };
    };
    return openNewRun({ plan, folder, command, ...how, check });
  }
  refuseChangedPlan(planOptionsGiven(argv, runOptions));
  const { resume } = argv;
  return openSavedRun(resume, {
    ...how,
    check: async (plan) => {
      refuseLacking(resume, plan);
      await confirm(plan);
      await checkBaseline(plan, how);
    },
  });
}

function fitPlan(plan: LookedAt, given: GivenTimes, terminal: Terminal): LookedAt {
  return fitWindows(plan, plan, given, (line) => terminal.note(`${line}\n`));
}

/** `broadside run`: plan, execute, save, analyse, report. */
export async function runCommand(
  argv: RunArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const limit = startLimit(argv.time);
  return carryOut(
    {
      resumed: argv.resume,
      open: (signal) => openRun(argv, command, terminal, signal),
      measure: (opened, signal) =>
        measureRun(opened, {
          ...chooseHow(argv, signal, terminal),
          limit,
          isDecided: isResolved,
          progress: tellRun(opened, limit, terminal),
        }),
      hasTrials: ({ trials }) => trials.length > 0,
      tellLeft: (run, folder, signal) => {
        if (!signal.aborted) return;
        terminal.note(
          `Interrupted with ${remainingTrials(run).length} of ${plural(trialCount(run), "trial")} left. Finish it with: ${programName()} --resume ${shellWord(folder)}\n`,
        );
      },
      publish: (run, folder) => publish(run, folder, terminal, { json: argv.json ?? false }),
      page: "report.html",
    },
    terminal,
  );
}
