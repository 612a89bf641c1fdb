import { isAbsolute, join, relative, resolve } from "node:path";
import { existsSync, statSync } from "node:fs";
import { gateLevels, gateLooks, judgeGate, singleArmId, speedUpId } from "../../analysis/gate.ts";
import { pairsToFind } from "../../analysis/gate-rule.ts";
import { openSource, type Source } from "../../checkout/source.ts";
import { BroadsideError } from "../../errors.ts";
import { answersOf } from "../../execute/run.ts";
import type { App, Arm, GateSettings, Plan, Scenario } from "../../model/index.ts";
import { makePlan, typicalOverheadSeconds, type ArmInput } from "../../plan.ts";
import {
  chooseArms,
  chooseBootTimeout,
  chooseLimit,
  chooseLoad,
  chooseSubject,
  chooseWorkers,
  defaultFolder,
  fairSettings,
} from "../choose.ts";
import { againstCommand } from "./against.ts";
import { exitCodes, inconclusiveCode, verdictCodes, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { measureRun, openNewRun } from "../measure.ts";
import type { GateArguments } from "../options.ts";
import { share, wholeNumber } from "../values.ts";
import { publishGate } from "../publish.ts";
import { parseMetrics, parseRequirement } from "../requirements.ts";
import { refuseOtherAnswers } from "../same-answers.ts";
import type { Terminal } from "../terminal.ts";

const defaultStrategy = "cluster-round-robin";
const defaultPairs = 24;
const defaultLimit = "7m";

/** The app of one version: the same file, below that version's folder. */
function appIn(source: Source, scenario: Scenario, from: string): App {
  const path = relative(from, scenario.app.script);
  const script = isAbsolute(path) ? path : join(source.folder, path);
  if (!existsSync(script) || !statSync(script).isFile()) {
    throw new BroadsideError(
      "app-not-found",
      `${path} does not exist in ${source.side.label}`,
      "Name an app that both versions have, by its path from the folder you are in.",
    );
  }
  return { ...scenario.app, script, cwd: source.folder };
}

type Sides = { readonly base: Source; readonly head: Source };

function planOf(argv: GateArguments, scenario: Scenario, { base, head }: Sides, from: string): Plan {
  const target = argv.strategy ?? defaultStrategy;
  const { arms } = chooseArms(scenario, target, chooseWorkers(argv.workers));
  const [shape] = arms;
  if (arms.length !== 1 || shape === undefined) {
    throw new BroadsideError(
      "bad-option",
      `--strategy is "${target}" with ${arms.length} worker counts or strategies`,
      "A gate judges one arm: name one strategy and one worker count.",
    );
  }
  const requirements = (argv.require ?? []).map(parseRequirement);
  const baseArm: ArmInput = { ...shape, label: "base", app: appIn(base, scenario, from) };
  const headArm: ArmInput = { ...shape, label: "head", app: appIn(head, scenario, from) };
  const needsSingle = requirements.some(({ metricId }) => metricId === speedUpId);
  const single = { ...headArm, strategy: "single", options: {}, workers: 1, label: singleArmId };
  const gate: GateSettings = {
    base: base.side,
    head: head.side,
    baseArmId: "base",
    headArmId: "head",
    metrics: parseMetrics("metrics", argv.metrics ?? "throughput,cpu"),
    tolerance: share("tolerance", argv.tolerance, 0.05),
    minimalEffect: share("min-effect", argv["min-effect"], 0.03),
    requirements,
  };
  const load = chooseLoad(argv, scenario);
  const inputs = [baseArm, headArm, ...(needsSingle ? [single] : [])];
  const trials = inputs.length + (argv.canary === true ? 1 : 0);
  const fewest = pairsToFind(gate.metrics.length, gateLevels.regression);
  const pairs = pairsWithin(
    argv,
    fewest,
    trials * (load.warmupSeconds + load.measuredSeconds + typicalOverheadSeconds),
  );
  return makePlan({
    scenario: { ...scenario, title: `${scenario.title}: ${head.side.label} against ${base.side.label}` },
    arms: inputs,
    notApplicable: [],
    ...load,
    blocks: pairs,
    looks: gateLooks(pairs, gate.metrics.length),
    gate,
    canary: argv.canary ?? false,
    quick: false,
    fair: fairSettings,
  });
}

/** The pairs that were asked for, or as many of the default as the time limit holds. */
function pairsWithin(argv: GateArguments, fewest: number, pairSeconds: number): number {
  if (argv.pairs !== undefined) return wholeNumber("pairs", argv.pairs, { min: fewest, max: 500 });
  const limit = argv.time ?? defaultLimit;
  const fitting = Math.floor(chooseLimit(limit) / pairSeconds);
  if (fitting >= fewest) return Math.min(defaultPairs, fitting);
  throw new BroadsideError(
    "bad-option",
    `--time ${limit} holds ${fitting} pairs of about ${Math.ceil(pairSeconds)} s each`,
    `A verdict needs ${fewest} pairs or more: give more time, or a shorter --duration and --warmup.`,
  );
}

/** Both versions boot, and answer alike. */
async function checkSides(
  argv: GateArguments,
  plan: Plan,
  how: { readonly bootTimeoutSeconds: number; readonly signal: AbortSignal },
  sides: Sides,
): Promise<void> {
  const answers = async (id: string, { side }: Source) => {
    const arm = plan.arms.find((one): one is Arm => one.id === id);
    if (arm === undefined) throw new RangeError(`the plan has no arm "${id}"`);
    try {
      return await answersOf(arm, { plan, ...how });
    } catch (error) {
      if (!(error instanceof BroadsideError) || error.code === "interrupted") throw error;
      throw new BroadsideError(error.code, `${id} (${side.label}): ${error.message}`, error.hint, { cause: error });
    }
  };
  const was = await answers("base", sides.base);
  const is = await answers("head", sides.head);
  if (argv["any-answer"] !== true) refuseOtherAnswers(was, is);
}

/** `broadside gate`: measures two versions of an app side by side, and says whether the newer is slower. */
export async function gateCommand(
  argv: GateArguments,
  command: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (argv.against !== undefined) return againstCommand(argv.against, argv, command, terminal);
  const { signal, release } = onInterrupt(() => terminal.note("\nStopping; again to stop at once.\n"));
  const opened: Source[] = [];
  try {
    const from = process.cwd();
    const scenario = chooseSubject(argv);
    if (argv.base === undefined) {
      throw new BroadsideError(
        "usage",
        "gate needs something to compare with",
        "Name a git ref or a folder, --base main, or a stored baseline, --against baseline.json",
      );
    }
    const note = (line: string): void => terminal.note(`${line}\n`);
    const open = async (refOrFolder: string): Promise<Source> => {
      const source = await openSource(refOrFolder, { from, install: argv.install, signal, note });
      opened.push(source);
      return source;
    };
    const head: Source =
      argv.head === undefined
        ? { side: { label: "the working folder", commit: null }, folder: from, remove: async () => {} }
        : await open(resolve(argv.head));
    const sides = { base: await open(argv.base), head };
    const plan = planOf(argv, scenario, sides, from);
    const bootTimeoutSeconds = chooseBootTimeout(argv["boot-timeout"]);
    const run = await openNewRun({
      plan,
      folder: argv.out ?? defaultFolder(`gate-${plan.scenario}`),
      command,
      bootTimeoutSeconds,
      signal,
      check: () => checkSides(argv, plan, { bootTimeoutSeconds, signal }, sides),
    });
    try {
      const measured = await measureRun(run, {
        bootTimeoutSeconds,
        limitSeconds: chooseLimit(argv.time ?? defaultLimit),
        isDecided: (current) => judgeGate(current).outcome !== "inconclusive",
        signal,
        terminal,
      });
      if (measured.trials.length === 0) return exitCodes.interrupted;
      const result = await publishGate(measured, run.folder, terminal, {
        json: argv.json ?? false,
        inconclusive: argv.inconclusive ?? "report",
      });
      if (signal.aborted) return exitCodes.interrupted;
      return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
    } finally {
      run.release();
    }
  } finally {
    for (const source of opened) await source.remove();
    release();
  }
}
