import { randomInt } from "node:crypto";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { BroadsideError } from "../../errors.ts";
import { checkApp, executeTrials } from "../../execute/run.ts";
import { runSchemaName, runSchemaVersion, type Plan, type Run, type TrialResult } from "../../model/index.ts";
import { describeEnvironment } from "../../observe/environment.ts";
import { makePlan, remainingTrials } from "../../plan.ts";
import { createRunDirectory, loadRun, reopenRunDirectory, saveRun } from "../../store/run-store.ts";
import { chooseArms, chooseBootTimeout, chooseSubject, chooseWorkers, fairSettings } from "../choose.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { noteMissing } from "../new-folder.ts";
import { planOptionsGiven, seconds, wholeNumber, type RunArguments } from "../options.ts";
import { announce, showProgress } from "../progress.ts";
import { publish } from "../publish.ts";
import { programName, type Terminal } from "../terminal.ts";

/** What `--quick` changes: enough to see that all works and which way it points, too little to rank. */
const quick = { blocks: 2, warmupSeconds: 1, measuredSeconds: 1.5 };

function planOf(argv: RunArguments): Plan {
  const scenario = chooseSubject(argv);
  const { arms, notApplicable } = chooseArms(scenario, argv.targets, chooseWorkers(argv.workers));
  const isQuick = argv.quick ?? false;
  const defaults = isQuick ? quick : scenario;
  const time = (option: "warmup" | "duration", fallback: number, min: number): number => {
    const text = argv[option];
    return text === undefined ? fallback : seconds(option, text, { min, max: 3600 });
  };
  const whole = (option: "connections" | "blocks" | "seed", fallback: number, min: number, max: number): number => {
    const text = argv[option];
    return text === undefined ? fallback : wholeNumber(option, text, { min, max });
  };
  return makePlan({
    scenario,
    arms,
    notApplicable,
    connections: whole("connections", scenario.connections, 1, 10_000),
    warmupSeconds: time("warmup", defaults.warmupSeconds, 0),
    measuredSeconds: time("duration", defaults.measuredSeconds, 0.25),
    blocks: whole("blocks", defaults.blocks, 1, 500),
    seed: whole("seed", randomInt(2 ** 31), 0, 2 ** 31 - 1),
    quick: isQuick,
    fair: fairSettings,
  });
}

function defaultFolder(plan: Plan): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return join("results", `${time}-${plan.scenario.replaceAll(/[^\w.-]+/g, "-")}`);
}

type Opened = { readonly run: Run; readonly folder: string; readonly release: () => void };

async function openNew(argv: RunArguments, command: readonly string[], signal: AbortSignal): Promise<Opened> {
  const plan = planOf(argv);
  const folder = argv.out ?? defaultFolder(plan);
  const environment = await describeEnvironment();
  const undo = noteMissing(folder);
  const lock = await createRunDirectory(folder);
  try {
    await checkApp({ plan, bootTimeoutSeconds: chooseBootTimeout(argv["boot-timeout"]), signal });
    const run: Run = {
      schema: runSchemaName,
      version: runSchemaVersion,
      toolVersion: packageJson.version,
      program: programName(),
      createdAt: new Date().toISOString(),
      finishedAt: null,
      command,
      plan,
      environment,
      trials: [],
    };
    await saveRun(folder, run);
    return { run, folder, release: lock.release };
  } catch (error) {
    lock.release();
    undo();
    throw error;
  }
}

async function openSaved(folder: string, argv: RunArguments): Promise<Opened> {
  const [stray] = planOptionsGiven(argv);
  if (stray !== undefined) {
    throw new BroadsideError(
      "usage",
      `--resume goes on with the plan that was saved, so --${stray} cannot be changed`,
      `Leave --${stray} out, or begin a new run.`,
    );
  }
  const lock = await reopenRunDirectory(folder);
  try {
    const run = await loadRun(folder);
    const { fingerprint } = await describeEnvironment();
    if (fingerprint !== run.environment.fingerprint) {
      throw new BroadsideError(
        "run-foreign",
        `the run in ${folder} was begun on another machine or Node.js version (${run.environment.cpuModel}, Node.js ${run.environment.nodeVersion})`,
        "Trials of different machines cannot be compared: finish it there, or begin a new run here.",
      );
    }
    return { run, folder, release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Carries out what is left of a run, saving after each trial; resolves to the run as it then stands. */
async function execute(
  { run, folder }: Opened,
  argv: RunArguments,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Run> {
  const { plan } = run;
  let current = run;
  const remaining = remainingTrials(plan, run.trials);
  if (remaining.length > 0) announce(plan, folder, terminal, run.trials);
  const progress = showProgress(plan, terminal, run.trials);
  const save = async (trials: readonly TrialResult[]): Promise<void> => {
    const finished = remainingTrials(plan, trials).length === 0;
    current = { ...current, trials, finishedAt: finished ? new Date().toISOString() : null };
    await saveRun(folder, current);
  };
  try {
    await executeTrials(
      remaining,
      { plan, bootTimeoutSeconds: chooseBootTimeout(argv["boot-timeout"]), signal },
      {
        onPhase: progress.onPhase,
        onTrial: async (result) => {
          await save([...current.trials, result]);
          progress.onTrial(result, current.trials);
        },
      },
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return current;
}

function tellInterrupted(run: Run, folder: string, terminal: Terminal): void {
  const left = remainingTrials(run.plan, run.trials).length;
  terminal.note(
    `Interrupted with ${left} of ${run.plan.trials.length} trials left. Finish it with: ${programName()} --resume ${folder}\n`,
  );
}

/** `broadside run`: plan, execute, save, analyse, report. */
export async function runCommand(
  argv: RunArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, release } = onInterrupt(() => terminal.note("\nStopping; again to stop at once.\n"));
  try {
    const opened =
      argv.resume === undefined ? await openNew(argv, command, signal) : await openSaved(argv.resume, argv);
    try {
      const run = await execute(opened, argv, signal, terminal);
      if (signal.aborted) tellInterrupted(run, opened.folder, terminal);
      if (run.trials.length === 0) return exitCodes.interrupted;
      const analysis = await publish(run, opened.folder, terminal, { json: argv.json ?? false });
      terminal.note(`Report: ${join(opened.folder, "report.html")}\n`);
      if (signal.aborted) return exitCodes.interrupted;
      return analysis.seal.status === "INVALID" ? exitCodes.invalid : exitCodes.done;
    } finally {
      opened.release();
    }
  } finally {
    release();
  }
}
