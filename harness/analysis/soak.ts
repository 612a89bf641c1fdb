import type { Growth, Load, MeasuredTrial, SoakSummary } from "../model/index.ts";
import { isChanging } from "./changing-load.ts";
import { median } from "../stats/quantile.ts";
import { theilSen, type Point } from "../stats/theil-sen.ts";
import { bytes, clock, percent } from "../units.ts";

export const soakThresholds = {
  /** Share of the window in which a target may settle. */
  settling: 0.2,
  /** Change over the window within which it is flat, and beyond which it grows, as a share of the median. */
  change: 0.05,
  /** Growth of memory that short windows must show: less may be garbage that nobody had to collect yet. */
  leastBytes: 16 * 2 ** 20,
  /** Windows from which less counts as well, seconds. */
  longSeconds: 300,
} as const;

/** Points to which a series is reduced: so many, that collections of garbage fall into each. */
const groups = 12;

/**
 * How an arm's memory and tail went over long windows: the slope of Theil and Sen over twelve stretches of each trial,
 * the median over trials. Null where memory was not followed.
 */
export function summariseSoak(trials: readonly MeasuredTrial[], load: Load): SoakSummary | null {
  // What grows with its load does not leak.
  if (isChanging(load)) return null;
  const followed = trials.filter(({ memory }) => memory !== undefined);
  if (followed.length === 0) return null;
  const seconds = median(followed.map((trial) => trial.load.windowSeconds)) * (1 - soakThresholds.settling);
  const leastBytes = seconds < soakThresholds.longSeconds ? soakThresholds.leastBytes : 0;
  const growthOf = (
    least: number,
    read: (trial: MeasuredTrial) => readonly Point[],
    reduce: (values: readonly number[]) => number,
  ): Growth | null => {
    const growths = followed.flatMap((trial) => growthIn(settled(read(trial), trial), reduce, seconds, least) ?? []);
    return growths.length === 0 ? null : medianGrowth(growths);
  };
  return {
    seconds,
    rss: growthOf(leastBytes, ({ memory = [] }) => memory.map(({ seconds: x, rssBytes: y }) => ({ x, y })), median),
    // What is left after a collection is what stays; what lies above it comes and goes.
    heap: growthOf(
      leastBytes,
      ({ memory = [] }) =>
        memory.map(({ seconds: x, heapUsedBytes, externalBytes = 0 }) => ({ x, y: heapUsedBytes + externalBytes })),
      (values) => Math.min(...values),
    ),
    p99: growthOf(
      0,
      (trial) => trial.load.bins.flatMap(({ startSeconds: x, p99Micros: y }) => (y === null ? [] : [{ x, y }])),
      median,
    ),
    memory: followed[0]?.memory ?? [],
  };
}

function settled(points: readonly Point[], { load }: MeasuredTrial): readonly Point[] {
  return points.filter(({ x }) => x >= load.windowSeconds * soakThresholds.settling);
}

function growthIn(
  points: readonly Point[],
  reduce: (values: readonly number[]) => number,
  seconds: number,
  least: number,
): Growth | null {
  const size = Math.max(1, Math.ceil(points.length / groups));
  const stretches = Array.from({ length: Math.floor(points.length / size) }, (_, group) => {
    const own = points.slice(group * size, (group + 1) * size);
    return { x: median(own.map(({ x }) => x)), y: reduce(own.map(({ y }) => y)) };
  });
  const slope = theilSen(stretches);
  if (slope === null || slope.low === null || slope.high === null) return null;
  const middle = median(stretches.map(({ y }) => y));
  if (!(middle > 0)) return null;
  const [change, low, high] = [slope.value, slope.low, slope.high].map((one) => (one * seconds) / middle);
  return withVerdict(
    {
      change: change ?? 0,
      low: low ?? 0,
      high: high ?? 0,
      perHour: slope.value * 3_600,
      perHourHigh: slope.high * 3_600,
    },
    least / middle,
  );
}

/** By the interval, and by how much it is: `least` is the share below which growth may be chance. */
function withVerdict(growth: Omit<Growth, "verdict">, least: number): Growth {
  const { change, low, high } = growth;
  const most = soakThresholds.change;
  if (low > 0 && change > Math.max(most, least)) return { verdict: "grows", ...growth };
  if (high < 0 && change < -most) return { verdict: "falls", ...growth };
  return { verdict: low > -most && high < most ? "flat" : "unclear", ...growth };
}

/** Of several trials the median one: an interval of slopes is wider than one of their median. */
function medianGrowth(growths: readonly Growth[]): Growth {
  const sorted = growths.toSorted((a, b) => a.change - b.change);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new RangeError("there is no growth");
  return middle;
}

/** What a long window showed of an arm, as sentences. */
export function soakInWords({
  armId,
  soak,
}: {
  readonly armId: string;
  readonly soak: SoakSummary | null;
}): readonly string[] {
  if (soak === null) return [];
  const { heap, rss, p99, seconds } = soak;
  const over = clock(Math.round(seconds));
  return [
    ...(heap === null || rss === null ? [] : [memoryInWords(armId, heap, rss, over)]),
    ...(p99?.verdict === "grows" ? [`${armId}: p99 grew by ${changeOf(p99)} in ${over}.`] : []),
  ];
}

function memoryInWords(armId: string, heap: Growth, rss: Growth, over: string): string {
  if (heap.verdict === "grows") {
    return `${armId} leaks: its retained heap and buffers grew by ${changeOf(heap)} in ${over}, ${bytes(heap.perHour)} an hour.`;
  }
  if (rss.verdict === "grows") {
    const grew = `${armId}: resident memory grew by ${changeOf(rss)} in ${over}, ${bytes(rss.perHour)} an hour`;
    return heap.verdict === "unclear"
      ? `${grew}; whether its retained heap and buffers grew is unresolved: ${changeOf(heap)}. Measure for longer.`
      : `${grew}, but its retained heap and buffers did not (${changeOf(heap)}): V8 or malloc may keep memory for reuse, or native code may hold it.`;
  }
  const figures = `heap and buffers ${changeOf(heap)}, resident memory ${changeOf(rss)} in ${over}`;
  if (heap.verdict === "unclear" || rss.verdict === "unclear") {
    return `${armId}: whether memory is flat is unresolved: ${figures}. Measure for longer.`;
  }
  return `${armId} shows no leak: ${figures}; one below ${bytes(Math.max(0, heap.perHourHigh))} an hour would go unnoticed.`;
}

/** `12% [10%, 14%]`. */
function changeOf({ change, low, high }: Growth): string {
  return `${signed(change)} [${signed(low)}, ${signed(high)}]`;
}

function signed(share: number): string {
  return `${share < 0 ? "−" : ""}${percent(Math.abs(share), 2)}`;
}
