import { findStrategy } from "../../../targets/index.ts";
import { chosenWarmup, conditionsOf } from "../../history/conditions.ts";
import { BroadsideError } from "../../errors.ts";
import type { Baseline, BaselineArm } from "../../history/baseline/model.ts";
import type { App, Plan, Scenario } from "../../model/index.ts";
import { describeEnvironment } from "../../observe/environment.ts";
import { makePlan, type ArmInput } from "../../plan.ts";
import { loadBaseline } from "../../history/baseline/store.ts";
import {
  judgeRun,
  refuseOtherConditions,
  refuseOtherMachine,
  refuseOtherWork,
  tellCheck,
} from "../../history/baseline/check.ts";
import { reasonAgainst, shapeOf } from "../../cli/choose/arms.ts";
import { chooseStrategy } from "../../cli/choose/target.ts";
import { drawSeed, startLimit } from "../../cli/choose/times.ts";
import { chooseCompared } from "./compared.ts";
import { fitWindows } from "../../cli/fit-windows.ts";
import { chooseHow } from "../../cli/how.ts";
import { defaultFolder } from "../../conduct/new-folder.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import { exitCodes, type ExitCode } from "../../cli/exit-codes.ts";
import { tellInterruption, untilInterrupted } from "../../cli/interrupt.ts";
import { checkBaseline, measureRun, openNewRun } from "../../cli/measure.ts";
import { refuseExcluded } from "../../cli/modes.ts";
import type { GateArguments } from "./options.ts";
import { tellRun } from "../../cli/progress.ts";
import { publish } from "../../cli/publish.ts";
import type { Terminal } from "../../cli/terminal.ts";

/** Blocks, unless it is said otherwise. */
const defaultBlocks = 8;

function armLike({ id, strategy, options, workers }: BaselineArm, app: App): ArmInput {
  return { ...shapeOf({ strategy: chooseStrategy(strategy), options, label: id }, app), workers };
}

/** The baseline's own arms, load and windows, so that the two can be compared. */
function planOf(argv: GateArguments, path: string, baseline: Baseline, scenario: Scenario): Plan {
  for (const { id, strategy, options } of baseline.arms) {
    const known = findStrategy(strategy);
    const reason =
      known === undefined ? "no strategy starts it" : reasonAgainst({ strategy: known, options }, scenario.app);
    if (reason === null) continue;
    throw new BroadsideError(
      "run-foreign",
      `${path} has the arm ${id}, but this app cannot run under it here: ${reason}`,
      "Provide what is missing, or measure and save a baseline with the strategies that apply.",
    );
  }
  const onItsOwn = baseline.arms.find(({ nodeVersion }) => nodeVersion !== undefined);
  if (onItsOwn !== undefined) {
    throw new BroadsideError(
      "run-foreign",
      `${path} has the arm ${onItsOwn.id}, which ran on a Node.js version chosen for it`,
      "Measure with run --node, then compare that run with it by baseline check.",
    );
  }
  const [first, ...others] = [...baseline.arms].sort(
    (a, b) => Number(b.id === baseline.baselineArmId) - Number(a.id === baseline.baselineArmId),
  );
  return makePlan({
    scenario,
    arms: [...(first === undefined ? [] : [first]), ...others].map((arm) => armLike(arm, scenario.app)),
    notApplicable: [],
    load: baseline.load,
    warmupSeconds: chosenWarmup(baseline),
    measuredSeconds: argv.duration ?? baseline.measuredSeconds,
    seed: argv.seed ?? drawSeed(),
    blocks: argv.pairs ?? defaultBlocks,
    quick: false,
    fair: fairSettings,
  });
}

/** `broadside gate --against FILE`: measures the app under the strategies of a stored baseline, and compares. */
export async function againstCommand(
  path: string,
  argv: GateArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  refuseExcluded("against", argv);
  const limit = startLimit(argv.time);
  return untilInterrupted(terminal, async (signal) => {
    const baseline = await loadBaseline(path);
    const scenario = await chooseCompared(argv);
    refuseOtherWork(path, baseline, { ...scenario, scenario: scenario.name });
    const environment = await describeEnvironment();
    if (argv.absolute === true) refuseOtherMachine(path, baseline, environment);
    const plan = planOf(argv, path, baseline, scenario);
    refuseOtherConditions(path, baseline, conditionsOf({ plan, environment, trials: [] }));
    const how = chooseHow(argv, signal, terminal);
    const opened = await openNewRun({
      plan,
      folder: argv.out ?? defaultFolder(`gate-${plan.scenario}`),
      command,
      ...how,
      check: async () => {
        const looked = await checkBaseline(plan, how);
        const given = { duration: argv.duration, warmup: null };
        return fitWindows(looked, looked, given, (line) => terminal.note(`${line}\n`));
      },
    });
    try {
      const run = await measureRun(opened, {
        ...how,
        limit,
        isDecided: () => false,
        progress: tellRun(opened, limit, terminal),
      });
      if (signal.aborted) {
        tellInterruption(run, opened.folder, terminal);
        return exitCodes.interrupted;
      }
      const quiet: Terminal = { ...terminal, out: () => {} };
      await publish(run, opened.folder, quiet, { json: false });
      const result = judgeRun(run, baseline, argv);
      return await tellCheck({ run, baseline, result }, opened.folder, argv, terminal);
    } finally {
      opened.release();
    }
  });
}
