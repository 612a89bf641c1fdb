import { significant } from "../../../units.ts";

/** One trial of a search: whether the objectives were met at that rate. */
export type SearchTrial = {
  /** Requests per second offered. */
  readonly rate: number;
  readonly kind: "short" | "full";
  readonly isMet: boolean;
  /** It was missed for want of a generator that can send so much. */
  readonly isGeneratorLimited: boolean;
  /** Its fastest response took longer than the objectives allow: no rate can meet them. */
  readonly isOutOfReach: boolean;
};

export type SearchOptions = {
  readonly startRate: number;
  readonly lowestRate: number;
  /** More than this is not offered. */
  readonly highestRate: number;
  /** Ratio of two neighbouring rates at which the search stops bisecting. */
  readonly step: number;
  /** Full trials that must agree at an end; three more where one contradicts. */
  readonly confirmations: number;
};

type Ends = {
  /** The highest rate that meets the objectives as far as is known; null when none does. */
  readonly low: number | null;
  /** The lowest that does not; null when all do. */
  readonly high: number | null;
};

export type SearchState = Ends &
  (
    | { readonly phase: "bracketing" | "bisecting" | "confirming"; readonly next: Pick<SearchTrial, "rate" | "kind"> }
    | { readonly phase: "done" }
  );

/** By what the rate is first raised or lowered in search of the other end; each further time, by its square. */
const firstStride = 1.25;
/** Times that the stride is squared. */
const mostSquares = 3;

/** Steps between rates that contradict one another and the ends of the interval, at least. */
const leastStride = 1.5;

/**
 * Where the search for the highest rate that meets the objectives stands, from its trials alone, so that it can be gone
 * on with: in growing strides until one rate meets them and one does not; then by bisecting the logarithm of the rate;
 * then by full trials at both ends. What full trials say of a rate overrides the short ones, and one that they turn
 * round moves its end. Rates at which they contradict one another lie inside the interval: its ends are then looked for
 * on either side of them, as far away as those rates lie apart, so that it soon is as wide as the target varies. (In
 * 400 simulated searches of a target that varies by 8% and drifts, 39 trials instead of 69 that bisecting again took.)
 * A fastest response that takes too long at the lowest rate ends the search: an idle target cannot do better.
 * An upper end that is the generator's says nothing of the target: one full trial is enough to see that it was no accident.
 */
export function searchState(trials: readonly SearchTrial[], options: SearchOptions): SearchState {
  const { startRate, lowestRate, highestRate, step, confirmations } = options;
  const idle = trials.find(({ rate, isOutOfReach }) => rate <= tidy(lowestRate) && isOutOfReach);
  if (idle !== undefined) return { phase: "done", low: null, high: idle.rate };
  const found = tried(trials, confirmations);
  const band = contradictions(found);
  if (band !== null) {
    const stride = Math.max(step ** leastStride, band.high / band.low);
    const low = endBeside(found, "met", { band, stride, step, outermost: lowestRate });
    const high = endBeside(found, "missed", { band, stride, step, outermost: highestRate });
    return { ...confirm(trials, low.aim, high.aim, confirmations), low: low.known, high: high.known };
  }
  const low = found.findLast(({ verdict }) => verdict === "met")?.rate ?? null;
  const high = found.find(({ rate, verdict }) => verdict === "missed" && rate > (low ?? 0))?.rate ?? null;
  const [least = null, most = null] = [found[0]?.rate, found.at(-1)?.rate];

  const probe = (phase: "bracketing" | "bisecting", rate: number): SearchState => {
    return { phase, next: { rate: tidy(rate), kind: "short" }, low, high };
  };
  if (least === null || most === null) return probe("bracketing", Math.min(highestRate, startRate));
  const stride = firstStride ** (2 ** Math.min(mostSquares, found.length - 1));
  if (low === null && least > tidy(lowestRate))
    return probe("bracketing", Math.max(lowestRate, Math.min(highestRate, least / stride)));
  if (high === null && most < tidy(highestRate)) return probe("bracketing", Math.min(highestRate, most * stride));
  if (low !== null && high !== null) {
    const between = found.map(({ rate }) => rate).filter((rate) => rate >= low && rate <= high);
    const middle = middleOf(between, step, highestRate);
    if (middle !== null) return probe("bisecting", middle);
  }
  return confirm(trials, low, high, confirmations);
}

/** A rate, and what its trials say of it: what full ones say overrides the short. */
type Tried = { readonly rate: number; readonly verdict: Verdict; readonly hasFull: boolean };

/** Every rate that was tried, ascending. */
function tried(trials: readonly SearchTrial[], confirmations: number): readonly Tried[] {
  const rates = [...new Set(trials.map(({ rate }) => rate))].sort((a, b) => a - b);
  return rates.map((rate) => ({
    rate,
    verdict: verdictAt(rate, trials, confirmations),
    hasFull: trials.some((trial) => trial.rate === rate && trial.kind === "full"),
  }));
}

type Band = { readonly low: number; readonly high: number };

/** From the lowest to the highest rate of which full trials say what contradicts others, there or at another rate. */
function contradictions(found: readonly Tried[]): Band | null {
  const full = found.filter(({ hasFull }) => hasFull);
  // A rate of which its own trials disagree speaks against both sides.
  const missed = full.find(({ verdict }) => verdict === "missed" || verdict === "unclear")?.rate ?? Infinity;
  const met = full.findLast(({ verdict }) => verdict === "met" || verdict === "unclear")?.rate ?? 0;
  const doubtful = full.filter(({ rate }) => rate >= missed && rate <= met);
  const [low, high] = [doubtful[0]?.rate, doubtful.at(-1)?.rate];
  return low === undefined || high === undefined ? null : { low, high };
}

type Beside = { readonly band: Band; readonly stride: number; readonly step: number; readonly outermost: number };

/**
 * The end on one side of the contradictions. `aim` is where to confirm it: a rate that full trials speak for, else one
 * that a short trial speaks for about a stride away, else the rate that is a stride away; null beyond the outermost.
 * `known` is what has been tried of it.
 */
function endBeside(
  found: readonly Tried[],
  verdict: "met" | "missed",
  { band, stride, step, outermost }: Beside,
): { readonly aim: number | null; readonly known: number | null } {
  const isLow = verdict === "met";
  const target = isLow ? band.low / stride : band.high * stride;
  const outside = found
    .filter((one) => one.verdict === verdict && (isLow ? one.rate < band.low : one.rate > band.high))
    .toSorted((a, b) => (isLow ? b.rate - a.rate : a.rate - b.rate));
  const spokenFor = outside.find(({ hasFull }) => hasFull);
  const near = outside.find(({ rate }) => Math.abs(Math.log(rate / target)) <= Math.log(step) / 2);
  const known = spokenFor ?? near;
  if (known !== undefined) return { aim: known.rate, known: known.rate };
  const aim = tidy(target);
  const isBeyond = isLow ? aim < tidy(outermost) : aim > tidy(outermost);
  return isBeyond ? { aim: null, known: null } : { aim, known: outside[0]?.rate ?? null };
}

/** Rates as people would write them: three significant digits. */
export function tidy(rate: number): number {
  return Number(significant(rate).replaceAll(",", ""));
}

/** `undecided` is one for and one against where one contradiction is tolerated: it takes more trials. */
type Verdict = "met" | "missed" | "unclear" | "undecided";

/** What the trials at a rate say of it. */
function verdictAt(rate: number, trials: readonly SearchTrial[], confirmations: number): Verdict {
  const own = trials.filter((trial) => trial.rate === rate);
  const count = (kind: SearchTrial["kind"], isMet: boolean): number =>
    own.filter((trial) => trial.kind === kind && trial.isMet === isMet).length;
  const [met, missed] = [count("full", true), count("full", false)];
  const tolerated = toleratesOne(confirmations) ? 1 : 0;
  if (missed <= tolerated && met > missed) return "met";
  if (met <= tolerated && missed > met) return "missed";
  if (met > tolerated || met !== missed) return "unclear";
  const [short, shortMissed] = [count("short", true), count("short", false)];
  if (short !== shortMissed) return short > shortMissed ? "met" : "missed";
  return met > 0 ? "undecided" : "unclear";
}

/** The middle of the gap beside an end that is wider than a step, if it is not too high; null when both are narrow. */
function middleOf(between: readonly number[], step: number, highestRate: number): number | null {
  const gaps = [between.slice(0, 2), between.slice(-2)];
  for (const [from, to] of gaps) {
    if (from === undefined || to === undefined || to / from <= step) continue;
    const middle = tidy(Math.min(highestRate, Math.sqrt(from * to)));
    if (middle > from && middle < to) return middle;
  }
  return null;
}

function confirm(
  trials: readonly SearchTrial[],
  low: number | null,
  high: number | null,
  confirmations: number,
): SearchState {
  const leftAt = (rate: number | null, isMet: boolean): number => {
    if (rate === null) return 0;
    const full = trials.filter((trial) => trial.kind === "full" && trial.rate === rate);
    const contradicting = full.filter((trial) => trial.isMet !== isMet).length;
    return Math.max(0, (trialsNeeded(contradicting, confirmations) ?? 0) - full.length);
  };
  const lowLeft = leftAt(low, true);
  const isSeen = isGenerators(trials, high) && trials.some(({ rate, kind }) => rate === high && kind === "full");
  const highLeft = isSeen ? 0 : leftAt(high, false);
  const rate = lowLeft > 0 && lowLeft >= highLeft ? low : highLeft > 0 ? high : null;
  if (rate === null) return { phase: "done", low, high };
  return { phase: "confirming", next: { rate, kind: "full" }, low, high };
}

/** Whether most of the trials that missed at a rate did so for want of a generator that can send it. */
export function isGenerators(
  trials: readonly Omit<SearchTrial, "kind" | "isOutOfReach">[],
  rate: number | null,
): boolean {
  const missed = trials.filter((trial) => trial.rate === rate && !trial.isMet);
  return missed.filter(({ isGeneratorLimited }) => isGeneratorLimited).length * 2 > missed.length;
}

/** Trials that one contradiction costs. */
const furtherTrials = 3;
/** Confirmations among which one may contradict: with fewer nothing is claimed, with more that nine trials in ten agree. */
const tolerant = { least: 6, most: 28 } as const;

/** Whether one full trial may contradict an end. */
export function toleratesOne(confirmations: number): boolean {
  return confirmations >= tolerant.least && confirmations <= tolerant.most;
}

/** Full trials that confirm an end when so many of them contradict: six, or eight of nine. Null when it does not hold. */
export function trialsNeeded(contradicting: number, confirmations: number): number | null {
  if (contradicting === 0) return confirmations;
  return contradicting === 1 && toleratesOne(confirmations) ? confirmations + furtherTrials : null;
}
