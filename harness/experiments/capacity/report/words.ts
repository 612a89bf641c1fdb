import { latencyObjective, type CapacityRun } from "../model.ts";
import type {
  ArmCapacity,
  CapacityAnalysis,
  RateEnd,
  RequestCost,
  SizingCell,
  StrategyScaling,
  WorkerStep,
} from "../result.ts";
import type { Requirement, TrialResult } from "../../../model/index.ts";
import { bytes, duration, list, percent, plural, quantity, significant } from "../../../units.ts";
import { none, notObserved, percentileTitle, rate } from "../../../../reports/figures.ts";

/** All trials of a search, those that are not counted too. */
export function trialsOf({ probes }: CapacityRun): readonly TrialResult[] {
  return probes.map(({ trial }) => trial);
}

/** The lower end of the interval: `131 (6 of 6)`; `≥ 131` where the arm may hold more, `~` where it is not confirmed. */
export function heldOf({ held, outcome, isAtLeast }: ArmCapacity): string {
  if (held === null) return outcome === "not-held" ? "none" : none;
  const mark = isAtLeast ? "≥ " : held.isConfirmed ? "" : "~ ";
  return `${mark}${endOf(held)}`;
}

/** The upper end: `138 (6 of 6)`. */
export function missedOf({ missed }: ArmCapacity): string {
  if (missed === null) return none;
  return `${missed.isConfirmed ? "" : "~ "}${endOf(missed)}`;
}

/** The percentile that the first objective bounds, over all the trials at the held rate: `81.2 ms`. */
export function heldLatencyOf({ heldMicros }: ArmCapacity, objectives: readonly Requirement[]): string {
  return heldMicros === null ? none : duration(heldMicros[latencyObjective(objectives)?.percentile ?? "p99"]);
}

/** What heads those figures: `p99 there`. */
export function heldLatencyTitle(objectives: readonly Requirement[]): string {
  return `${percentileTitle(latencyObjective(objectives)?.percentile ?? "p99")} there`;
}

function endOf({ rate: value, agreeing, trials }: RateEnd): string {
  return `${rate(value)} (${agreeing} of ${trials})`;
}

export function saturationOf({ saturation }: ArmCapacity): string {
  return saturation === null ? none : rate(saturation.value);
}

/** CPU of the target for one request, µs; null where it is not known. */
export function targetCpuMicros({ costs }: ArmCapacity): number | null {
  const own = costs.filter(({ role }) => role !== "generator");
  return own.length === 0 ? null : own.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
}

export function cpuOf(arm: ArmCapacity): string {
  const micros = targetCpuMicros(arm);
  return micros === null ? unknown(arm) : duration(micros);
}

/** What stands for a figure of the target's processes that there is not. */
function unknown({ isObserved }: ArmCapacity): string {
  return isObserved ? none : notObserved;
}

export const roleTitles: Readonly<Record<RequestCost["role"], string>> = {
  worker: "workers",
  primary: "primary",
  proxy: "proxy",
  generator: "generator",
};

export function memoryOf(arm: ArmCapacity): string {
  return arm.memoryBytes === null ? unknown(arm) : bytes(arm.memoryBytes);
}

export function coresPerThousand(arm: ArmCapacity): string {
  return arm.perThousand === null ? unknown(arm) : significant(arm.perThousand.cores);
}

export function memoryPerThousand(arm: ArmCapacity): string {
  return arm.perThousand === null ? unknown(arm) : bytes(arm.perThousand.memoryBytes);
}

/** `From 1 to 2 workers: 1.97 times the rate [1.88, 2.07], 98% per worker.` */
function stepInWords({ from, to, ratio, low, high, perWorker, isBeyondCores }: WorkerStep): string {
  const beyond = isBeyondCores ? "; more workers than cores" : "";
  return `From ${from} to ${plural(to, "worker")}: ${significant(ratio)} times the rate [${significant(low)}, ${significant(high)}], ${percent(perWorker, 2)} per worker${beyond}.`;
}

/** The law that was found, or why there is none. */
function modelInWords({ model, refusals }: StrategyScaling): readonly string[] {
  if (model === null) return refusals.map((reason) => `No scaling law: ${reason}`);
  const { law, sigma, sigmaBounds, kappa, kappaBounds, peakWorkers, kneeWorkers } = model;
  const bounds = ({ low, high }: typeof sigmaBounds): string => `[${significant(low, 2)}, ${significant(high, 2)}]`;
  const name = law === "amdahl" ? "Amdahl’s law" : "the Universal Scalability Law";
  const coherency = kappaBounds === null ? "" : `, coherency ${significant(kappa, 2)} ${bounds(kappaBounds)}`;
  const last = model.curve.findLast(({ isExtrapolated }) => !isExtrapolated);
  return [
    `By ${name}: contention ${significant(sigma, 2)} ${bounds(sigmaBounds)}${coherency}.`,
    ...(peakWorkers === null ? [] : [`Beyond ${significant(peakWorkers, 2)} workers, throughput falls.`]),
    kneeWorkers === null
      ? "No knee within the measured range: each further worker adds at least half as much as the first."
      : `From ${plural(kneeWorkers, "worker")} on, one more adds less than half as much as the first.`,
    ...(last === undefined
      ? []
      : [
          `At ${plural(last.workers, "worker")} one more would add ${percent(last.addedByOneMore, 2)}; each gives ${percent(last.efficiency, 2)} of a single worker’s throughput.`,
        ]),
  ];
}

/** What can be said of how strategies scale; what holds for several of them is said once. */
export function scalingInWords(
  scaling: readonly StrategyScaling[],
  nameOf: (one: StrategyScaling) => string,
): readonly { readonly who: string; readonly words: string }[] {
  const said = scaling.flatMap((one) =>
    [...one.steps.map(stepInWords), ...modelInWords(one)].map((words) => ({ who: nameOf(one), words })),
  );
  return [...Map.groupBy(said, ({ words }) => words)].map(([words, alike]) => ({
    who: list([...new Set(alike.map(({ who }) => who))]),
    words,
  }));
}

/** What a queue that predicts the held rate says of it. */
export function queueInWords({ queue }: ArmCapacity): string | null {
  if (queue === null) return null;
  const { servers, serviceMicros, predictedMicros, foundMicros } = queue;
  return `A queue with ${plural(servers, "server")} of ${duration(serviceMicros)} each, fitted to the lower rates, predicts a mean latency of ${duration(predictedMicros)} at the rate held; ${duration(foundMicros)} was measured.`;
}

/** `2 workers`, `3 × 2 workers`; `3 deployments` of which it is not known how many workers they have. */
function sizeOf(machines: number, workers: number | null): string {
  if (workers === null) return plural(machines, "deployment");
  return `${machines === 1 ? "" : `${machines} × `}${plural(workers, "worker")}`;
}

/** `2 workers`, `3 machines × 2 workers`, or that it cannot be said. */
export function cellInWords(cell: SizingCell): string {
  if (cell.kind === "refused") return none;
  const { machines, workers, utilisation, isConfirmed, isAtMost } = cell;
  const size =
    workers === null || machines === 1
      ? sizeOf(machines, workers)
      : `${plural(machines, "machine")} × ${plural(workers, "worker")}`;
  return `${isConfirmed ? "" : "~ "}${isAtMost ? "≤ " : ""}${size}, ${percent(utilisation, 2)} used`;
}

/** The same where room is scarce: `2 workers`, `3 × 2 workers`. */
export function cellInShort(cell: SizingCell): string {
  if (cell.kind === "refused") return none;
  const { machines, workers, isConfirmed, isAtMost } = cell;
  return `${isConfirmed ? "" : "~ "}${isAtMost ? "≤ " : ""}${sizeOf(machines, workers)}`;
}

export function loadInWords(load: number): string {
  return quantity(load, "req/s");
}

/** A name for each arm: the strategy's title, with the worker count where the title alone would not tell arms apart. */
export function capacityLabels({ arms }: CapacityAnalysis): ReadonlyMap<string, string> {
  return new Map(
    arms.map(({ armId, title, workers }) => {
      const isAlone = arms.filter((other) => other.title === title).length === 1;
      return [armId, isAlone || workers === null ? title : `${title} ×${workers}`];
    }),
  );
}

export const legend =
  "Brackets show how many trials agree. “~” marks unconfirmed rates, “≥” rates limited by the generator.";

export const sizingNote =
  "The percentage is the share of those machines’ capacity that the load uses; leave room for what you did not measure. Figures for several machines are multiplied, not measured: what they share (a database, a balancer) must keep up.";
