import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { standard } from "../../../scenarios/standard.ts";
import { clusterRoundRobin } from "../../../targets/cluster-round-robin.ts";
import { singleName } from "../../../targets/protocol.ts";
import { gateLooks } from "./analysis/looks.ts";
import { judgedCount, pairsToFind } from "./analysis/rule.ts";
import { isFolder } from "../../files.ts";
import type { Source } from "./checkout/source.ts";
import { cpuPerRequestId, throughputId } from "../../analysis/metrics.ts";
import { BroadsideError } from "../../errors.ts";
import {
  type App,
  type GateSettings,
  percentileOf,
  type Plan,
  type Scenario,
  singleArmId,
  speedUpId,
} from "../../model/index.ts";
import { type ArmInput, makePlan, typicalOverheadSeconds } from "../../plan.ts";
import { clock, percent, plural } from "../../units.ts";
import { chooseApp, withAppOptions } from "../../cli/choose/app.ts";
import { chooseArms, chooseWorkers, mostWorkers } from "../../cli/choose/arms.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import { chooseLoad } from "../../cli/choose/load.ts";
import type { GateArguments } from "./options.ts";
import { defaultMinimalEffect, defaultTolerance } from "../../cli/requirements.ts";
import { verdictLevels } from "../../analysis/verdict-levels.ts";

export const defaultPairs = 60;
const defaultMetrics = [throughputId, cpuPerRequestId];
/** Windows that are shorter than a run's, and more of them: docs/decisions/007-short-trials-in-a-gate.md. */
const shortWindowSeconds = 1;
/** Of the time, for blocks that are measured again. */
const shareForMore = 0.1;
/** How long a gate takes at most, where nothing else is asked for. */
export const defaultLimitSeconds = 420;

/** The same path of that version, as far as it is below the working folder; what lies elsewhere is the same for both. */
export function inFolder({ folder, root }: Source, from: string, path: string): string {
  const way = relative(from, physical(path));
  const moved = join(folder, way);
  return isAbsolute(way) || !isBelow(root, moved) ? path : moved;
}

/** Without links on the way to the file, as the working folder is; a file that is a link itself keeps its name. */
function physical(path: string): string {
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}

/** The app of one version: its own start script, where a folder is named; else the same file, within its own files. */
function appIn(source: Source, argv: GateArguments, scenario: Scenario, from: string): App {
  const named = argv.app === undefined ? undefined : resolve(argv.app);
  if (named !== undefined && (isFolder(named) || basename(named) === "package.json")) {
    const start = chooseApp(inFolder(source, from, named), `--app ${argv.app} of ${source.side.label}`);
    const app = withAppOptions(start.app, argv);
    return argv.cwd === undefined ? app : { ...app, cwd: inFolder(source, from, resolve(argv.cwd)) };
  }
  if (source.formerApp !== undefined) return { ...scenario.app, ...source.formerApp };
  const script = inFolder(source, from, scenario.app.script);
  // A program that is installed beside the project is the same for both versions; what it serves is not.
  const isInstalled = physical(script).includes(`${sep}node_modules${sep}`);
  if (!existsSync(script) || !statSync(script).isFile() || !(isInstalled || isBelow(source.root, script))) {
    throw new BroadsideError(
      "app-not-found",
      `${relative(from, physical(scenario.app.script))} is not a file of ${source.side.label}`,
      `${source.lacks === "" ? "" : `${source.lacks}\n  `}Name an app that both versions have, by its path from the current folder.`,
    );
  }
  return { ...scenario.app, script, cwd: inFolder(source, from, scenario.app.cwd ?? from) };
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The versions that a gate compares. */
export type Sides = { readonly base: Source; readonly head: Source };

/** What is typed of a gate, whatever the versions are. */
export type GateChoice = {
  readonly scenario: Scenario;
  /** The strategy and the workers under which both are compared. */
  readonly shape: ArmInput;
  readonly load: ReturnType<typeof chooseLoad>;
  readonly judged: Pick<GateSettings, "metrics" | "tolerance" | "minimalEffect" | "requirements">;
  readonly pairs: number;
};

/**
 * Reads what is typed, before base is checked out and installed, which may take minutes.
 * @throws BroadsideError `bad-option` for what no two versions could be compared by.
 */
export function chooseGate(argv: GateArguments, scenario: Scenario): GateChoice {
  const judged = judgedBy(argv);
  const load = chooseLoad(argv, isAboutLatency(judged) ? scenario : inShortWindows(scenario));
  const shape = shapeOf(argv, scenario);
  const trials = (needsSingle(judged) ? 3 : 2) + (argv.canary === true ? 1 : 0);
  const pairs = pairsWithin(argv, judged, {
    pairSeconds: trials * (load.warmupSeconds + load.measuredSeconds + typicalOverheadSeconds),
    secondsLeft: argv.time ?? defaultLimitSeconds,
  });
  return { scenario, shape, load, judged, pairs };
}

/** The scenario with short windows, unless it says how long they are. */
function inShortWindows(scenario: Scenario): Scenario {
  const isSaid = scenario.isDurationSaid === true || scenario.measuredSeconds !== standard.measuredSeconds;
  return isSaid ? scenario : { ...scenario, measuredSeconds: shortWindowSeconds };
}

/** A percentile wants more responses than a second has. */
function isAboutLatency({ metrics, requirements }: GateChoice["judged"]): boolean {
  return metrics.concat(requirements.map(({ metricId }) => metricId)).some((id) => percentileOf(id) !== null);
}

function judgedBy(argv: GateArguments): GateChoice["judged"] {
  const judged = {
    metrics: argv.metrics ?? defaultMetrics,
    tolerance: argv.tolerance ?? defaultTolerance,
    minimalEffect: argv["min-effect"] ?? defaultMinimalEffect,
    requirements: argv.require ?? [],
  };
  if (judged.minimalEffect <= judged.tolerance) return judged;
  throw new BroadsideError(
    "bad-option",
    `--min-effect is ${percent(judged.minimalEffect)} and --tolerance ${percent(judged.tolerance)}`,
    "The smallest regression worth failing for must not exceed the largest that passes: between the two, no verdict would be possible.",
  );
}

function needsSingle({ requirements }: Pick<GateSettings, "requirements">): boolean {
  return requirements.some(({ metricId }) => metricId === speedUpId);
}

function shapeOf(argv: GateArguments, scenario: Scenario): ArmInput {
  const target = argv.strategy ?? clusterRoundRobin.name;
  const { arms } = chooseArms(scenario, target, chooseWorkers(argv.workers, mostWorkers(scenario)), argv);
  const [shape] = arms;
  if (arms.length === 1 && shape !== undefined) return shape;
  throw new BroadsideError(
    "bad-option",
    `--strategy is "${target}" with ${arms.length} worker counts or strategies`,
    "A gate judges one arm: name one strategy and one worker count.",
  );
}

/** Base, head, and head as a single process where a requirement asks for its speed-up. */
function armsOf(
  argv: GateArguments,
  { scenario, shape, judged }: GateChoice,
  { base, head }: Sides,
  from: string,
): readonly ArmInput[] {
  const baseArm = { ...shape, label: "base", app: appIn(base, argv, scenario, from) };
  const headArm = { ...shape, label: "head", app: appIn(head, argv, scenario, from) };
  if (isSameApp(baseArm.app, headArm.app)) {
    throw new BroadsideError(
      "gate-ref",
      `base and head are the same file, ${headArm.app.script}`,
      "Name another version or folder for --base or --head.",
    );
  }
  const single = { strategy: singleName, options: {}, workers: 1, label: singleArmId, app: headArm.app };
  return [baseArm, headArm, ...(needsSingle(judged) ? [single] : [])];
}

/** The same file, in the same folder: a program of node_modules may serve two. */
function isSameApp(a: App, b: App): boolean {
  const cwds = [a, b].map(({ cwd }) => (cwd === undefined ? undefined : realpathSync(cwd)));
  return realpathSync(a.script) === realpathSync(b.script) && cwds[0] === cwds[1];
}

/**
 * Which of a repository's services an app is: the folder of the package.json that its own files belong to, from the top of
 * the repository; empty at the top. A program that is installed belongs to the folder that it is started in.
 */
export function serviceOf(root: string, { script, cwd = dirname(script) }: Pick<App, "script" | "cwd">): string {
  const isInstalled = script.split(sep).includes("node_modules");
  const folders = relative(root, isInstalled ? cwd : dirname(script)).split(sep);
  const above = folders.map((_, index) => join(...folders.slice(0, folders.length - index)));
  const own = above.find((folder) => !folder.startsWith("..") && existsSync(join(root, folder, "package.json")));
  return own === undefined || own === "." ? "" : own;
}

/** What a gate measures, and how it will be judged. */
export function planGate(argv: GateArguments, choice: GateChoice, sides: Sides, from: string): Plan {
  const { scenario, load, judged, pairs } = choice;
  const { base, head } = sides;
  const script = relative(from, scenario.app.script);
  const gate: GateSettings = {
    base: base.side,
    head: head.side,
    baseArmId: "base",
    headArmId: "head",
    ...judged,
    app: relative(realpathSync(head.root), join(realpathSync(head.folder), script)),
  };
  const folder = serviceOf(realpathSync(head.root), {
    script: join(realpathSync(head.root), gate.app ?? ""),
    cwd: join(realpathSync(head.folder), relative(from, scenario.app.cwd ?? from)),
  });
  const where = folder === "" ? "" : ` in ${folder}`;
  return makePlan({
    scenario: { ...scenario, title: `${scenario.title}${where}: ${head.side.label} against ${base.side.label}` },
    arms: armsOf(argv, choice, sides, from),
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

/** What is known of the time that a gate has, and takes. */
export type GateTimes = {
  /** What a trial takes besides warm-up and measurement, as far as a look at the app shows it. */
  readonly overheadSeconds: number;
  readonly secondsLeft: number;
};

/**
 * The plan with as many pairs as there is time for, once the app has been looked at: it may boot slowly, or need longer
 * windows. Pairs that were asked for stay.
 */
export function fitPairs(plan: Plan, argv: GateArguments, { overheadSeconds, secondsLeft }: GateTimes): Plan {
  const { arms, gate, warmupSeconds, measuredSeconds } = plan;
  if (gate === undefined) throw new RangeError("the plan is not a gate's");
  const pairSeconds = arms.length * (warmupSeconds + measuredSeconds + overheadSeconds);
  const blocks = Math.min(plan.blocks, pairsWithin(argv, gate, { pairSeconds, secondsLeft }));
  const trials = plan.trials.filter(({ block }) => block < blocks);
  return { ...plan, blocks, looks: gateLooks(blocks, judgedCount(gate)), trials };
}

/** The pairs that were asked for, or as many of the default as the time holds. */
function pairsWithin(
  argv: GateArguments,
  judged: GateChoice["judged"],
  { pairSeconds, secondsLeft }: { readonly pairSeconds: number; readonly secondsLeft: number },
): number {
  const fewest = pairsToFind(judgedCount(judged), verdictLevels.regression);
  if (argv.pairs !== undefined) {
    if (argv.pairs >= fewest) return argv.pairs;
    throw new BroadsideError("bad-option", `--pairs is "${argv.pairs}"`, `A verdict needs at least ${fewest} pairs.`);
  }
  const fitting = Math.max(0, Math.floor((secondsLeft * (1 - shareForMore)) / pairSeconds));
  if (fitting >= fewest) return Math.min(defaultPairs, fitting);
  const limitSeconds = argv.time ?? defaultLimitSeconds;
  const spentSeconds = limitSeconds - secondsLeft;
  // With a reserve, in round figures: how long a boot takes differs from one to the next.
  const enough = 10 * Math.ceil((1.25 * (spentSeconds + (fewest * pairSeconds) / (1 - shareForMore))) / 10);
  throw new BroadsideError(
    "bad-option",
    `--time ${clock(limitSeconds)} has room for ${plural(fitting, "pair")} of about ${Math.ceil(pairSeconds)} s each, with a tenth kept for repeated pairs`,
    `A verdict needs at least ${fewest} pairs: give --time ${enough}s or more, or a shorter --duration and --warmup.`,
  );
}
