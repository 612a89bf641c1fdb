import { existsSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { gateLooks, judgeGate } from "../../analysis/gate.ts";
import { singleArmId, speedUpId } from "../../analysis/gate-requirements.ts";
import { gateLevels, judgedCount, pairsToFind } from "../../analysis/gate-rule.ts";
import { openFolder, openSource, workingFolder, type Source } from "../../checkout/source.ts";
import { BroadsideError } from "../../errors.ts";
import { answersOf } from "../../execute/run.ts";
import type { App, Arm, GateSettings, Plan, Scenario } from "../../model/index.ts";
import { makePlan, typicalOverheadSeconds } from "../../plan.ts";
import { chooseArms, chooseWorkers, mostWorkers } from "../choose/arms.ts";
import { chooseBootTimeout, chooseLimit } from "../choose/times.ts";
import { chooseLoad } from "../choose/load.ts";
import { chooseSubject } from "../choose/subject.ts";
import { defaultFolder } from "../new-folder.ts";
import { fairSettings } from "../choose/fair.ts";
import { againstCommand } from "./against.ts";
import { exitCodes, inconclusiveCode, verdictCodes, type ExitCode } from "../exit-codes.ts";
import { onInterrupt, tellInterruption } from "../interrupt.ts";
import { measureRun, openNewRun } from "../measure.ts";
import type { GateArguments } from "../options/gate.ts";
import { percent } from "../../units.ts";
import { share, wholeNumber } from "../values.ts";
import { tellRun } from "../progress.ts";
import { publishGate } from "../publish.ts";
import { parseMetrics, parseRequirement } from "../requirements.ts";
import { refuseOtherAnswers, varyingAnswers, withKnownAnswers } from "../same-answers.ts";
import type { Terminal } from "../terminal.ts";

const defaultStrategy = "cluster-round-robin";
const defaultPairs = 24;
const defaultLimit = "7m";

/** The app of one version: the same file, within that version's own files. */
function appIn(source: Source, scenario: Scenario, from: string): App {
  const path = relative(from, scenario.app.script);
  const script = join(source.folder, path);
  if (isAbsolute(path) || !existsSync(script) || !statSync(script).isFile() || !isWithin(source.root, script)) {
    throw new BroadsideError(
      "app-not-found",
      `${path} is not a file of ${source.side.label}`,
      "Name an app that both versions have, by its path from the folder you are in.",
    );
  }
  return { ...scenario.app, script, cwd: cwdIn(source, scenario.app.cwd ?? from, from) };
}

/** The same folder of that version; one that lies elsewhere is the same for both. */
function cwdIn(source: Source, cwd: string, from: string): string {
  return isWithin(from, cwd) ? join(source.folder, relative(from, cwd)) : cwd;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(realpathSync(root), realpathSync(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

type Sides = { readonly base: Source; readonly head: Source };

function planOf(argv: GateArguments, scenario: Scenario, { base, head }: Sides, from: string): Plan {
  const target = argv.strategy ?? defaultStrategy;
  const { arms } = chooseArms(scenario, target, chooseWorkers(argv.workers, mostWorkers(scenario)), argv);
  const [shape] = arms;
  if (arms.length !== 1 || shape === undefined) {
    throw new BroadsideError(
      "bad-option",
      `--strategy is "${target}" with ${arms.length} worker counts or strategies`,
      "A gate judges one arm: name one strategy and one worker count.",
    );
  }
  const requirements = (argv.require ?? []).map((text) => parseRequirement(text));
  const baseArm = { ...shape, label: "base", app: appIn(base, scenario, from) };
  const headArm = { ...shape, label: "head", app: appIn(head, scenario, from) };
  if (realpathSync(baseArm.app.script) === realpathSync(headArm.app.script)) {
    throw new BroadsideError(
      "gate-ref",
      `base and head are the same file, ${headArm.app.script}`,
      "Name another version or folder for --base or --head.",
    );
  }
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
  if (gate.minimalEffect > gate.tolerance) {
    throw new BroadsideError(
      "bad-option",
      `--min-effect is ${percent(gate.minimalEffect)} and --tolerance ${percent(gate.tolerance)}`,
      "What is worth failing for must not be more than what is put up with: between the two nothing could be said.",
    );
  }
  const load = chooseLoad(argv, scenario);
  const inputs = [baseArm, headArm, ...(needsSingle ? [single] : [])];
  const trials = inputs.length + (argv.canary === true ? 1 : 0);
  const fewest = pairsToFind(judgedCount(gate), gateLevels.regression);
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
    looks: gateLooks(pairs, judgedCount(gate)),
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

/** Both versions boot and answer alike; the plan holds every later answer to what they said. */
async function checkSides(
  argv: GateArguments,
  plan: Plan,
  how: { readonly bootTimeoutSeconds: number; readonly signal: AbortSignal },
  sides: Sides,
  note: (line: string) => void,
): Promise<Plan> {
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
  if (argv["any-answer"] === true) return plan;
  refuseOtherAnswers(was, is);
  for (const request of varyingAnswers(was)) note(`answers to ${request} vary: they are compared by their form alone`);
  return { ...plan, requests: withKnownAnswers(plan.requests, was) };
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
    const scenario = await chooseSubject(argv);
    if (argv.absolute !== undefined) {
      throw new BroadsideError(
        "usage",
        "--absolute goes with --against",
        "Two versions are always compared side by side.",
      );
    }
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
    const head: Source = argv.head === undefined ? await workingFolder(from) : await openFolder("head", argv.head);
    const sides = { base: await open(argv.base), head };
    const plan = planOf(argv, scenario, sides, from);
    const bootTimeoutSeconds = chooseBootTimeout(argv["boot-timeout"]);
    const run = await openNewRun({
      plan,
      folder: argv.out ?? defaultFolder(`gate-${plan.scenario}`),
      command,
      bootTimeoutSeconds,
      signal,
      check: () => checkSides(argv, plan, { bootTimeoutSeconds, signal }, sides, note),
    });
    try {
      const limitSeconds = chooseLimit(argv.time ?? defaultLimit);
      const measured = await measureRun(run, {
        bootTimeoutSeconds,
        limitSeconds,
        isDecided: (current) => judgeGate(current).outcome !== "inconclusive",
        signal,
        progress: tellRun(run, limitSeconds, terminal),
      });
      if (signal.aborted) {
        tellInterruption(measured, run.folder, terminal);
        return exitCodes.interrupted;
      }
      const result = await publishGate(measured, run.folder, terminal, {
        json: argv.json ?? false,
        inconclusive: argv.inconclusive ?? "report",
      });
      return result.outcome === "inconclusive" ? inconclusiveCode(argv.inconclusive) : verdictCodes[result.outcome];
    } finally {
      run.release();
    }
  } finally {
    for (const source of opened) await source.remove();
    release();
  }
}
