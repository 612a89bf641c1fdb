import type { CapacityPlan, CapacityRun, PlannedProbe, Probe } from "../model.ts";
import type { Arm, TrialFailure, TrialResult } from "../../../model/index.ts";
import { meanOverheadSeconds, typicalOverheadSeconds } from "../../../plan.ts";
import { median } from "../../../stats/quantile.ts";
import { makeRandom, shuffle } from "../../../stats/random.ts";
import { disturbanceOf } from "../../../analysis/disturbance.ts";
import { isBehind, isOutOfReach, isSlowAlone, judgeProbe, limitMicros } from "./judge.ts";
import { searchState, tidy, type SearchOptions, type SearchState, type SearchTrial } from "./search.ts";

/** Where the search of a rate starts, as a share of the closed-loop throughput: most targets hold about that much. */
const startShare = 0.8;
/** Below this share of it nothing is tried: an objective that is missed there is missed by an idle target. */
const lowestShare = 1 / 32;
/** What one paced client can send at all is far less; how much it is shows when more is asked of it. */
const highestRate = 200_000;
/** Trials in which an arm did not run, after which it is given up: before it ever did, and at all. */
const mostFailures = { first: 2, all: 4 } as const;
/** How long a response takes alone, seconds: where that is not known, and at least, since the first look at an app is no fine measure. */
const usualAnswerSeconds = 0.01;
const shortestAnswerSeconds = 0.001;
/** Longest that a trial is drawn out for the requests that it lacks, seconds. */
const longestSeconds = 60;
/** Share of the trials that may be left out because the machine was disturbed. */
const leftOutShare = 0.25;
/** Rates below the one that is held at which latency is seen as well, as shares of it. */
const outlineShares = [0.25, 0.5, 0.75];
/** Short trials that a search takes as a rule, for what is left to be told in time. */
const usualShortTrials = 5;

/** Trials of an arm that count: neither disturbed, nor failed before there was any load. */
export function countedProbes({ probes }: Pick<CapacityRun, "probes">, armId: string): readonly Probe[] {
  return probes.filter((probe) => probe.armId === armId && probe.leftOut === null && !hasNotRun(probe));
}

/** Whether a trial failed for another reason than that the target died under its load. */
function hasNotRun({ trial, kind }: Probe): boolean {
  return trial.status === "failed" && (kind === "saturation" || !hasDiedUnderLoad(trial.failure));
}

/** How a target ends: in the app's own way, or by what belongs to the strategy. */
const deaths: ReadonlySet<string> = new Set(["app-threw", "app-exited", "app-out-of-memory", "target-died"]);

/** A target that does not start, of which there are the same codes, says nothing of a rate. */
function hasDiedUnderLoad({ code, isUnderLoad }: TrialFailure): boolean {
  return deaths.has(code) && isUnderLoad === true;
}

/** The closed load, which puts all it can on a target, was its end. */
function hasDiedInClosedLoad({ trial, kind }: Probe): boolean {
  return kind === "saturation" && trial.status === "failed" && hasDiedUnderLoad(trial.failure);
}

/** What an arm may answer, requests per second, where the closed load does not tell: its workers' share of one response each. */
function guessedSaturation({ arms, answerSeconds = usualAnswerSeconds }: CapacityPlan, armId: string): number {
  const workers = arms.find(({ id }) => id === armId)?.workers ?? 1;
  return workers / Math.max(shortestAnswerSeconds, answerSeconds);
}

/** A trial at a rate, as far as it says whether that is held; null of the closed loop. */
export function triedAt(probe: Probe, plan: CapacityPlan): SearchTrial | null {
  const { kind, rate } = probe;
  return kind === "saturation" || rate === null ? null : { kind, rate, ...judgementOf(probe, plan) };
}

/** Closed-loop throughputs of an arm, in the order of its trials. */
export function saturationsOf(probes: readonly Probe[]): readonly number[] {
  return probes.flatMap(({ kind, trial }) =>
    // A target too slow to answer within the window has answered, and is looked at from one request a window on.
    kind === "saturation" && trial.status === "measured"
      ? [Math.max(1, trial.load.completedInWindow) / trial.load.windowSeconds]
      : [],
  );
}

/** How the search of one arm stands. */
export type ArmState =
  | { readonly phase: "saturating" }
  | { readonly phase: "failed" }
  | { readonly phase: "searching"; readonly search: SearchState };

export function armState(run: CapacityRun, armId: string): ArmState {
  const { plan } = run;
  const probes = countedProbes(run, armId);
  const saturations = saturationsOf(probes);
  const own = run.probes.filter((probe) => probe.armId === armId);
  const closedDeaths = own.filter(hasDiedInClosedLoad).length;
  const failures = own.filter(hasNotRun).length - closedDeaths;
  if (failures >= mostFailures.all || (saturations.length === 0 && failures >= mostFailures.first)) {
    return { phase: "failed" };
  }
  const isDeadly = closedDeaths >= mostFailures.first;
  if (saturations.length < plan.search.saturations && !isDeadly) return { phase: "saturating" };
  const saturation = saturations.length === 0 ? guessedSaturation(plan, armId) : median(saturations);
  const trials = probes.flatMap((probe) => triedAt(probe, plan) ?? []);
  const sent = generatorRate(probes, plan);
  // A step more, to see that it was no accident.
  const sendable = sent === null ? highestRate : Math.min(highestRate, sent * plan.search.step);
  const options = searchOptions(plan, saturation, sendable);
  return { phase: "searching", search: searchState(trials, options) };
}

/** Judged once each: they are asked for at every step of the search. */
const judged = new WeakMap<Probe, Judgement>();

type Judgement = Pick<SearchTrial, "isMet" | "isGeneratorLimited" | "isOutOfReach">;

function judgementOf(probe: Probe, { objectives }: CapacityPlan): Judgement {
  const known = judged.get(probe);
  if (known !== undefined) return known;
  const { isMet, isGeneratorLimited } = judgeProbe(probe, objectives);
  const judgement = { isMet, isGeneratorLimited, isOutOfReach: isOutOfReach(probe, objectives) };
  judged.set(probe, judgement);
  return judgement;
}

/**
 * Requests per second that the generator sends at most beside this arm: what it wrote where it fell behind, or what was
 * met where that is more; null where it never fell behind, but for a rate that was met as well or other programs.
 */
export function generatorRate(probes: readonly Probe[], plan: CapacityPlan): number | null {
  const highestMet = Math.max(0, ...probes.map((probe) => (judgementOf(probe, plan).isMet ? (probe.rate ?? 0) : 0)));
  const limit = limitMicros(plan.objectives);
  const sent = probes.flatMap(({ trial, rate }) =>
    trial.status === "measured" && rate !== null && rate > highestMet && isBehind(trial, limit) && !isDisturbed(trial)
      ? [Math.max(1, trial.load.pacing?.writtenInWindow ?? 0) / trial.load.windowSeconds]
      : [],
  );
  return sent.length === 0 ? null : Math.max(highestMet, ...sent);
}

function isDisturbed(trial: TrialResult): boolean {
  return trial.status === "measured" && disturbanceOf(trial) !== null;
}

/** `sendable` is what the generator can send, requests per second. */
function searchOptions(plan: CapacityPlan, saturation: number, sendable: number): SearchOptions {
  const { step, confirmations } = plan.search;
  const lowestRate = saturation * lowestShare;
  // What takes too long alone is tried first where it has the best chance.
  const startRate = isSlowAlone(plan) ? lowestRate : saturation * startShare;
  return { startRate, lowestRate, highestRate: sendable, step, confirmations };
}

/** What an arm's next trial is; null when its search has ended. */
function nextOf(run: CapacityRun, arm: Arm): PlannedProbe | null {
  const state = armState(run, arm.id);
  const { shortSeconds } = run.plan.search;
  if (state.phase === "failed") return null;
  if (state.phase === "saturating") {
    return { kind: "saturation", armId: arm.id, rate: null, measuredSeconds: shortSeconds };
  }
  if (state.search.phase === "done") return outlineOf(run, arm.id, state.search.low);
  const { rate, kind } = state.search.next;
  return { kind, armId: arm.id, rate, measuredSeconds: secondsFor(run.plan, kind, rate) };
}

/** When the limit is known: what latency is where there is room. */
function outlineOf(run: CapacityRun, armId: string, held: number | null): PlannedProbe | null {
  if (held === null) return null;
  const tried = new Set(countedProbes(run, armId).map(({ rate }) => rate));
  const rate = outlineShares.map((share) => tidy(share * held)).find((one) => !tried.has(one));
  return rate === undefined
    ? null
    : { kind: "short", armId, rate, measuredSeconds: secondsFor(run.plan, "short", rate) };
}

/** Measured time of a trial at a rate: long enough for as many requests as the objectives' percentiles take. */
function secondsFor({ search }: CapacityPlan, kind: "short" | "full", rate: number): number {
  const usual = kind === "short" ? search.shortSeconds : search.fullSeconds;
  const needed = Math.min(longestSeconds, Math.ceil((search.fewestRequests / rate) * 10) / 10);
  return Math.max(usual, needed);
}

/**
 * The trial that comes next; null when every arm's search has ended. The arm with fewest trials is next, in an order
 * that is drawn anew for each round, so that a slow minute of the machine falls on all arms alike.
 */
export function nextProbe(run: CapacityRun): PlannedProbe | null {
  const { arms, seed } = run.plan;
  const waiting = arms.flatMap((arm) => {
    const probe = nextOf(run, arm);
    return probe === null ? [] : [{ probe, done: trialsOf(run, arm.id) }];
  });
  const round = Math.min(...waiting.map(({ done }) => done));
  const least = waiting.filter(({ done }) => done === round);
  const [next] = shuffle(arms, makeRandom(seed + round)).flatMap(
    ({ id }) => least.find(({ probe }) => probe.armId === id) ?? [],
  );
  return next?.probe ?? null;
}

/** The search with one more trial, counted unless the machine was disturbed. */
export function withTrial(run: CapacityRun, planned: PlannedProbe, trial: TrialResult): CapacityRun {
  return withProbe(run, { ...planned, trial, leftOut: reasonToLeaveOut(run, trial) });
}

export function withProbe(run: CapacityRun, probe: Probe): CapacityRun {
  return { ...run, probes: run.probes.concat(probe) };
}

/** Trials of an arm so far, those left out too. */
export function trialsOf({ probes }: CapacityRun, armId: string): number {
  return probes.filter((probe) => probe.armId === armId).length;
}

/** Why a trial is not to be counted: its machine was disturbed, and a quarter of the trials has not been left out yet. */
export function reasonToLeaveOut({ probes }: CapacityRun, trial: TrialResult): string | null {
  if (trial.status === "failed") return null;
  const leftOut = probes.filter((probe) => probe.leftOut !== null).length;
  return leftOut + 1 > (probes.length + 1) * leftOutShare ? null : (disturbanceOf(trial)?.inWords ?? null);
}

/** About how long the search will go on, seconds. */
export function secondsLeft(run: CapacityRun): number {
  const { plan } = run;
  const { saturations, confirmations, shortSeconds, fullSeconds } = plan.search;
  const overhead = meanOverheadSeconds(run.probes.map(({ trial }) => trial)) ?? typicalOverheadSeconds;
  const each = (seconds: number): number => plan.warmupSeconds + seconds + overhead;
  const outline = outlineShares.length * each(shortSeconds);
  const full = 2 * confirmations * each(fullSeconds) + outline;
  return plan.arms.reduce((total, arm) => {
    const { id } = arm;
    const state = armState(run, id);
    if (state.phase === "failed") return total;
    const short = countedProbes(run, id).filter(({ kind }) => kind === "short").length;
    if (state.phase === "saturating") {
      const left = Math.max(1, saturations - saturationsOf(countedProbes(run, id)).length);
      return total + (left + usualShortTrials) * each(shortSeconds) + full;
    }
    if (state.search.phase === "done") return total + (nextOf(run, arm) === null ? 0 : outline);
    if (state.search.phase === "confirming") {
      return total + confirmationsLeft(run, id, state.search) * each(fullSeconds) + outline;
    }
    return total + Math.max(1, usualShortTrials - short) * each(shortSeconds) + full;
  }, 0);
}

function confirmationsLeft(run: CapacityRun, armId: string, { low, high }: SearchState): number {
  const { confirmations } = run.plan.search;
  const full = countedProbes(run, armId).filter(({ kind }) => kind === "full");
  return [low, high].reduce<number>((left, rate) => {
    if (rate === null) return left;
    return left + Math.max(0, confirmations - full.filter((probe) => probe.rate === rate).length);
  }, 0);
}
