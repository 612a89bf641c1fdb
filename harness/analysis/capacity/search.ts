import { significant } from "../../units.ts";

/** One trial of a search: whether the objectives were met at that rate. */
export type SearchTrial = {
  /** Requests per second offered. */
  readonly rate: number;
  readonly kind: "short" | "full";
  readonly isMet: boolean;
};

export type SearchOptions = {
  readonly startRate: number;
  readonly lowestRate: number;
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

/**
 * Where the search for the highest rate that meets the objectives stands, from its trials alone, so that it can be gone
 * on with: in growing strides until one rate meets them and one does not; then by bisecting the logarithm of the rate;
 * then by full trials at both ends. What full trials say of a rate overrides the short ones: a rate at which they
 * contradict one another belongs to neither end, and lies inside the interval; one that they turn round moves its end.
 */
export function searchState(trials: readonly SearchTrial[], options: SearchOptions): SearchState {
  const { startRate, lowestRate, highestRate, step, confirmations } = options;
  const rates = [...new Set(trials.map(({ rate }) => rate))].sort((a, b) => a - b);
  const found = rates.map((rate) => ({ rate, verdict: verdictAt(rate, trials, confirmations) }));
  const low = found.findLast(({ verdict }) => verdict === "met")?.rate ?? null;
  const high = found.find(({ rate, verdict }) => verdict === "missed" && rate > (low ?? 0))?.rate ?? null;
  const [least = null, most = null] = [rates[0], rates.at(-1)];

  const probe = (phase: "bracketing" | "bisecting", rate: number): SearchState => {
    return { phase, next: { rate: tidy(rate), kind: "short" }, low, high };
  };
  if (least === null || most === null) return probe("bracketing", startRate);
  const stride = firstStride ** (2 ** Math.min(mostSquares, rates.length - 1));
  if (low === null && least > tidy(lowestRate)) return probe("bracketing", Math.max(lowestRate, least / stride));
  if (high === null && most < tidy(highestRate)) return probe("bracketing", Math.min(highestRate, most * stride));
  if (low !== null && high !== null) {
    const between = rates.filter((rate) => rate >= low && rate <= high);
    const middle = middleOf(between, step);
    if (middle !== null) return probe("bisecting", middle);
  }
  return confirm(trials, low, high, confirmations);
}

/** Rates as people would write them: three significant digits. */
export function tidy(rate: number): number {
  return Number(significant(rate).replaceAll(",", ""));
}

type Verdict = "met" | "missed" | "unclear";

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
  return short === shortMissed ? "unclear" : short > shortMissed ? "met" : "missed";
}

/** The middle of the gap beside an end that is wider than a step; null when both are narrow. */
function middleOf(between: readonly number[], step: number): number | null {
  const gaps = [between.slice(0, 2), between.slice(-2)];
  for (const [from, to] of gaps) {
    if (from === undefined || to === undefined || to / from <= step) continue;
    const middle = tidy(Math.sqrt(from * to));
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
  const [lowLeft, highLeft] = [leftAt(low, true), leftAt(high, false)];
  const rate = lowLeft > 0 && lowLeft >= highLeft ? low : highLeft > 0 ? high : null;
  if (rate === null) return { phase: "done", low, high };
  return { phase: "confirming", next: { rate, kind: "full" }, low, high };
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
