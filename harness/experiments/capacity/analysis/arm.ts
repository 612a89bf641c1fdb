import type { CapacityPlan, CapacityRun, Probe } from "../model.ts";
import type { ArmCapacity, RateEnd, RequestCost, SearchOutcome } from "../result.ts";
import type { MeasuredTrial, Requirement, Role, StatedArm } from "../../../model/index.ts";
import { medianInterval } from "../../../stats/order-interval.ts";
import { median } from "../../../stats/quantile.ts";
import { duration, plural, quantity } from "../../../units.ts";
import { firstSentence } from "../../../analysis/first-sentence.ts";
import { mergeLatency } from "../../../analysis/latency.ts";
import { cpuPerRequest, metrics, totalOfTarget, processesOf, sumOf } from "../../../analysis/metrics.ts";
import { curveOf } from "./curve.ts";
import { armState, countedProbes, generatorRate, saturationsOf, triedAt, type ArmState } from "./course.ts";
import { queueOf } from "./queue.ts";
import { isGenerators, trialsNeeded, type SearchTrial } from "./search.ts";
import { fastestMicros, isGeneratorAtLimit, isOutOfReach, judgeProbe, objectivesInWords, pointOf } from "./judge.ts";

/** What one arm holds, as far as its search has come. */
export function summariseCapacity(run: CapacityRun, arm: StatedArm): ArmCapacity {
  const { plan, environment } = run;
  const probes = countedProbes(run, arm.id);
  const state = armState(run, arm.id);
  const points = probes.flatMap((probe) => pointOf(probe, plan.objectives) ?? []);
  const [low, high] = state.phase === "searching" ? [state.search.low, state.search.high] : [null, null];
  const tried = probes.flatMap((probe) => triedAt(probe, plan) ?? []);
  const held = endOf(tried, low, true, plan.search.confirmations);
  const upper = endOf(tried, high, false, plan.search.confirmations);
  const isGeneratorsEnd = upper !== null && isGenerators(tried, upper.rate);
  const missed = isGeneratorsEnd ? null : upper;
  const outcome = outcomeOf(state, held, missed, isGeneratorsEnd);
  const isAtLeast = isGeneratorsEnd || outcome === "generator-limited";
  const trials = trialsAt(probes, held);
  const saturations = saturationsOf(probes);
  const memoryBytes = medianOf(trials, readMemory);
  const cores = medianOf(trials, coresUsed);
  const summary = {
    armId: arm.id,
    strategy: arm.strategy,
    title: arm.facts.title,
    isSingle: arm.facts.isSingle,
    workers: arm.workers,
    isObserved: arm.deployment === undefined,
    isBeyondCores: arm.workers !== null && arm.workers > environment.availableParallelism,
    outcome,
    held,
    missed,
    missedBecause: isGeneratorsEnd ? null : missedBecause(probes, missed, plan.objectives),
    isAtLeast,
    generatorRate: isAtLeast ? generatorRate(probes, plan) : null,
    heldMicros: mergeLatency(trials.map(({ load }) => load.latency))?.micros ?? null,
  };
  return {
    ...summary,
    sentence: sentenceOf(
      summary,
      isGeneratorsEnd ? generatorInWords(summary.generatorRate) : "nothing was offered",
      run.probes.filter(({ armId }) => armId === arm.id),
      plan,
    ),
    saturation: saturations.length === 0 ? null : medianInterval(saturations),
    points: points.toSorted((a, b) => a.offered - b.offered),
    curve: curveOf(points, plan.objectives),
    costs: costsOf(trials),
    memoryBytes,
    coresUsed: cores,
    queue:
      held === null || arm.workers === null || saturations.length === 0
        ? null
        : queueOf(points, held.rate, arm.workers, median(saturations)),
    perThousand:
      held === null || memoryBytes === null || cores === null
        ? null
        : { cores: (cores * 1_000) / held.rate, memoryBytes: (memoryBytes * 1_000) / held.rate },
  };
}

const readMemory = metrics.find(({ info }) => info.id === "memory-load")?.read ?? (() => null);

function endOf(
  tried: readonly SearchTrial[],
  rate: number | null,
  isMet: boolean,
  confirmations: number,
): RateEnd | null {
  if (rate === null) return null;
  const here = tried.filter((trial) => trial.rate === rate);
  const full = here.filter(({ kind }) => kind === "full");
  const standing = full.length > 0 ? full : here;
  const agreeing = standing.filter((trial) => trial.isMet === isMet).length;
  return {
    rate,
    trials: standing.length,
    agreeing,
    isConfirmed: full.length >= (trialsNeeded(full.length - agreeing, confirmations) ?? Infinity),
  };
}

function outcomeOf(
  state: ArmState,
  held: RateEnd | null,
  missed: RateEnd | null,
  isGeneratorsEnd: boolean,
): SearchOutcome {
  if (state.phase === "failed") return "failed";
  const isDone = state.phase === "searching" && state.search.phase === "done";
  if (!isDone) return "narrowing";
  if (isGeneratorsEnd) return held?.isConfirmed === false ? "narrowing" : "generator-limited";
  if (held === null) return "not-held";
  if (!held.isConfirmed) return "narrowing";
  if (missed === null) return "generator-limited";
  return missed.isConfirmed ? "confirmed" : "narrowing";
}

/** The reasons of the last trial that missed at the upper end. */
function missedBecause(
  probes: readonly Probe[],
  missed: RateEnd | null,
  objectives: readonly Requirement[],
): string | null {
  const reasons = probes
    .filter(({ rate }) => rate !== null && rate === missed?.rate)
    .map((probe) => judgeProbe(probe, objectives));
  return reasons.findLast(({ isMet }) => !isMet)?.reasons.join(", ") ?? null;
}

type Found = Pick<ArmCapacity, "outcome" | "held" | "missed" | "missedBecause" | "isAtLeast">;

function sentenceOf(
  { outcome, held, missed, missedBecause: because, isAtLeast }: Found,
  beyond: string,
  probes: readonly Probe[],
  plan: CapacityPlan,
): string {
  const objectives = objectivesInWords(plan.objectives);
  const reason = because === null ? "" : ` (${because})`;
  switch (outcome) {
    case "confirmed":
      return `Holds ${rateOf(held)} (${agreement(held)}) and misses at ${rateOf(missed)} (${agreement(missed)}): ${because ?? "the objectives were missed"}.`;
    case "generator-limited":
      return held === null
        ? `Unknown: at every rate tried, ${beyond}.`
        : `Holds at least ${rateOf(held)} (${agreement(held)}): beyond that, ${beyond}.`;
    case "not-held": {
      const lowest = Math.min(...probes.flatMap((probe) => probe.rate ?? []));
      const fastest = fastestAt(probes, lowest, plan.objectives);
      if (fastest !== null) {
        return `${objectives} is out of reach: even at ${quantity(lowest, "req/s")} the fastest response took ${duration(fastest)}.`;
      }
      return `${objectives} is not held at any rate tried, down to ${quantity(lowest, "req/s")}${reason}.`;
    }
    case "failed": {
      const failed = probes.findLast(({ trial }) => trial.status === "failed");
      const why =
        failed?.trial.status === "failed" ? firstSentence(failed.trial.failure.message) : "no request was answered.";
      return `Did not run: ${why}`;
    }
    case "narrowing":
      return narrowingSentence(
        held,
        isAtLeast ? `beyond that ${beyond}` : missed === null ? null : `missed at ${rateOf(missed)}${reason}`,
      );
  }
}

/** The fastest response at a rate where even that took longer than the objectives allow, µs; null where it did not. */
function fastestAt(probes: readonly Probe[], rate: number, objectives: readonly Requirement[]): number | null {
  const beyond = probes.flatMap((probe) =>
    probe.rate === rate && probe.trial.status === "measured" && isOutOfReach(probe, objectives)
      ? [fastestMicros(probe.trial)]
      : [],
  );
  return beyond.length === 0 ? null : Math.min(...beyond);
}

function generatorInWords(sendable: number | null): string {
  const most = sendable === null ? "" : `: it sends at most ${quantity(sendable, "req/s")} alongside it`;
  return `the generator was at its limit${most}`;
}

function narrowingSentence(held: RateEnd | null, high: string | null): string {
  const low = held === null ? null : `met at ${rateOf(held)} (${agreement(held)})`;
  const found = [low, high].filter((part) => part !== null);
  return found.length === 0
    ? "The search ended before any rate was tried."
    : `Not confirmed when the search ended: ${found.join(", ")}.`;
}

function rateOf(end: RateEnd | null): string {
  return quantity(end?.rate ?? Number.NaN, "req/s");
}

function agreement(end: RateEnd | null): string {
  return end === null ? "" : `${end.agreeing} of ${plural(end.trials, "trial")}`;
}

/** The trials at an end of the interval that speak for it, and of the held one its costs: the full ones, or what there is. */
export function trialsAt(probes: readonly Probe[], held: RateEnd | null): readonly MeasuredTrial[] {
  const here = probes.filter(({ rate: offered }) => offered !== null && offered === held?.rate);
  const full = here.filter(({ kind }) => kind === "full");
  return (full.length > 0 ? full : here).flatMap(({ trial }) => (trial.status === "measured" ? [trial] : []));
}

const roles: readonly Role[] = ["worker", "primary", "proxy"];

function costsOf(trials: readonly MeasuredTrial[]): readonly RequestCost[] {
  const ofTarget = roles.flatMap((role): readonly RequestCost[] => {
    const own = (trial: MeasuredTrial) => processesOf(trial, role);
    if (!trials.some((trial) => own(trial).length > 0)) return [];
    const cpuMicros = medianOf(trials, (trial) => cpuPerRequest(trial, sumOf(own(trial), "cpuMicros")));
    return cpuMicros === null ? [] : [{ role, cpuMicros }];
  });
  const generator = medianOf(trials, (trial) => cpuPerRequest(trial, trial.load.generatorCpuMicros));
  return generator === null ? ofTarget : [...ofTarget, { role: "generator", cpuMicros: generator }];
}

/** Null where the target was not observed. */
export function coresUsed(trial: MeasuredTrial): number | null {
  const cpuMicros = totalOfTarget(trial, "cpuMicros");
  return cpuMicros === null ? null : cpuMicros / (trial.load.windowSeconds * 1e6);
}

function medianOf(trials: readonly MeasuredTrial[], read: (trial: MeasuredTrial) => number | null): number | null {
  const values = trials.flatMap((trial) => read(trial) ?? []);
  return values.length === 0 ? null : median(values);
}

/** Whether the generator was at its limit in one of the closed-loop trials. */
export function isSaturationGenerators(probes: readonly Probe[]): boolean {
  return probes.some(
    ({ kind, trial }) => kind === "saturation" && trial.status === "measured" && isGeneratorAtLimit(trial),
  );
}
