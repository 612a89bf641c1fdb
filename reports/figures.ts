import type {
  Analysis,
  ArmSummary,
  Estimate,
  LatencySummary,
  MetricSummary,
  MetricUnit,
  PercentileName,
  Plan,
} from "../harness/model/index.ts";
import { duration, plural, quantity, significant } from "../harness/units.ts";
import { printable, shorten } from "./text.ts";

/** What stands where there is nothing to say. */
export const none = "–";

/** What stands for a figure of the target's own processes where they were not seen. */
export const notObserved = "not observed";

/** The metrics that have a column of their own, by their id in the metric table. */
export const metricIds = {
  throughput: "throughput",
  p50: "latency-p50",
  p99: "latency-p99",
  cpu: "cpu-per-request",
  memoryIdle: "memory-idle",
  memoryLoad: "memory-load",
} as const;

const ofProcesses: ReadonlySet<string> = new Set([metricIds.cpu, metricIds.memoryIdle, metricIds.memoryLoad]);

/** How many blocks count, of how many: `7 of 8 blocks`. */
export function blocksInWords(completed: number, { blocks, looks }: Plan): string {
  const most = looks === undefined ? "" : "at most ";
  return `${completed} of ${most}${plural(blocks, "block")}`;
}

export function metricOf(arm: ArmSummary, id: string): MetricSummary | undefined {
  return arm.metrics.find((summary) => summary.metric.id === id);
}

/** A metric's value for a person, without its interval. */
export function valueOf(arm: ArmSummary, id: string): string {
  const summary = metricOf(arm, id);
  if (summary !== undefined) return quantity(summary.estimate.value, summary.metric.unit);
  return !arm.isObserved && ofProcesses.has(id) ? notObserved : none;
}

/** How many workers an arm has, as far as it is known. */
export function workersOf({ workers }: Pick<ArmSummary, "workers">): string {
  return workers === null ? none : String(workers);
}

/** `[155, 165]`, in the unit's scale; null without an interval. */
export function interval(estimate: Estimate, unit: MetricUnit): string | null {
  if (estimate.low === null || estimate.high === null) return null;
  return `[${bare(estimate.low, unit)}, ${bare(estimate.high, unit)}]`;
}

function bare(value: number, unit: MetricUnit): string {
  return unit === "req/s" ? rate(value) : quantity(value, unit);
}

/** Requests per second without the unit; a fourth digit where three would hide the width of an interval. */
export function rate(requestsPerSecond: number): string {
  return significant(requestsPerSecond, Math.abs(requestsPerSecond) >= 1_000 ? 4 : 3);
}

/** What decides, within a sentence: `throughput`, `latency, p99`. */
export function decidingName({ deciding }: Analysis): string {
  return deciding.title.charAt(0).toLowerCase() + deciding.title.slice(1);
}

/** Heads the column of ratios to the baseline. */
export function ratioTitle({ deciding }: Analysis): string {
  return deciding.unit === "µs" ? "p99 × baseline" : "× baseline";
}

/** Whether arms are compared on a figure that has no column of its own. */
export function isDecidedElsewhere({ deciding }: Analysis): boolean {
  return deciding.id !== metricIds.throughput && deciding.id !== metricIds.p99;
}

/** What decides, of the arm, with its interval. */
export function decidingValue(arm: ArmSummary, { deciding }: Analysis): string {
  const summary = metricOf(arm, deciding.id);
  return summary === undefined ? none : withInterval(summary.estimate, deciding.unit);
}

/** Whether any arm's throughput has an interval: there is none of few trials. */
export function hasIntervals({ arms }: Analysis): boolean {
  return arms.some((arm) => (metricOf(arm, metricIds.throughput)?.estimate.low ?? null) !== null);
}

/** `160 [155, 165]`: the estimate and its interval, as far as there is one. */
export function withInterval(estimate: Estimate, unit: MetricUnit): string {
  const value = bare(estimate.value, unit);
  const range = interval(estimate, unit);
  return range === null ? value : `${value} ${range}`;
}

/** `1.97×` */
export function times(ratio: number): string {
  return `${significant(ratio)}×`;
}

/** `1.97× [1.94, 2.00]` */
export function ratioWithInterval(estimate: Estimate): string {
  const range = interval(estimate, "ratio");
  return range === null ? times(estimate.value) : `${times(estimate.value)} ${range}`;
}

/** What decides, of the arm, as a multiple of the baseline's, or that it is the baseline. */
export function ratioToBaseline({ armId, ratioToBaseline: ratio }: ArmSummary, { baselineArmId }: Analysis): string {
  if (armId === baselineArmId) return "baseline";
  return ratio === null ? none : ratioWithInterval(ratio);
}

const percentileTitles: Readonly<Record<PercentileName, string>> = {
  p50: "p50",
  p75: "p75",
  p90: "p90",
  p95: "p95",
  p99: "p99",
  p999: "p99.9",
  max: "max",
};

export function percentileTitle(name: PercentileName): string {
  return percentileTitles[name];
}

/** A percentile for a person; `≥ x` where requests that never ended make it a lower bound. */
export function percentileValue(latency: LatencySummary | null, name: PercentileName): string {
  if (latency === null || latency.count === 0) return none;
  const value = duration(latency.micros[name]);
  return latency.lowerBounds.includes(name) ? `≥ ${value}` : value;
}

/** What limits an arm, and what its other parts used, in words. */
export function limitOf({ bottleneck }: ArmSummary): string {
  return bottleneck === null ? none : [bottleneck.sentence, bottleneck.others ?? ""].join(" ").trimEnd();
}

/** The order that most reports need: what is nearest to the reader's question first. */
export function place(arm: ArmSummary): string {
  return arm.rank === null ? none : String(arm.rank);
}

/**
 * A name for each arm that is short enough to show and different from every other: the strategy's title, with the
 * worker count or the arm's id where the title alone would not tell arms apart.
 */
export function armLabels(analysis: Analysis, columns = 44): ReadonlyMap<string, string> {
  const { arms } = analysis;
  const candidates: readonly ((arm: ArmSummary) => string)[] = [
    (arm) => arm.title,
    (arm) => (arm.workers === null ? arm.title : `${arm.title} ×${arm.workers}`),
    (arm) => arm.armId,
  ];
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const arm of arms) {
    const label = candidates
      .map((candidate) => (other: ArmSummary) => shorten(printable(candidate(other)), columns))
      .find((name) => arms.filter((other) => name(other) === name(arm)).length === 1);
    labels.set(arm.armId, unused(label === undefined ? shorten(printable(arm.armId), columns - 4) : label(arm), taken));
  }
  return labels;
}

function unused(label: string, taken: Set<string>): string {
  let free = label;
  for (let suffix = 2; taken.has(free); suffix += 1) free = `${label} #${suffix}`;
  taken.add(free);
  return free;
}

export function labelOf(labels: ReadonlyMap<string, string>, armId: string): string {
  return labels.get(armId) ?? printable(armId, 44);
}
