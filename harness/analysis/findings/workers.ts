import type { ArmSummary } from "../../model/index.ts";
import { strategyLabel } from "../../plan.ts";
import { coresInWords, list, percent, plural, significant } from "../../units.ts";
import { usableCores } from "../cores.ts";
import { p99Id, throttledShare, throughputId } from "../metrics.ts";
import { workerCores } from "../parts.ts";
import { inWords, isBetter, isOpen, metricOf, overTrials, ratioBetween, type Clues, type Search } from "./evidence.ts";

export const workerThresholds = {
  /** Throughput of more workers over that of fewer, below which they added nothing. */
  noGain: 1.1,
} as const;

function labelOf({ plan }: Clues, { armId }: ArmSummary): string {
  const arm = plan.arms.find(({ id }) => id === armId);
  return arm === undefined ? armId : strategyLabel(arm);
}

/** More workers than cores: the same throughput, a longer tail and more memory. */
export const workersBeyondCores: Search = (clues) => {
  const cores = Math.min(...clues.trials.map(usableCores));
  return clues.arms.flatMap((many) => {
    if (many.workers <= Math.max(1, cores) || isOpen(clues)) return [];
    const alike = clues.arms.filter(
      (arm) => labelOf(clues, arm) === labelOf(clues, many) && arm.workers <= Math.max(1, cores),
    );
    const fewer = alike.toSorted((a, b) => b.workers - a.workers)[0];
    if (fewer === undefined) return [];
    const throughput = ratioBetween(clues, throughputId, many, fewer);
    if (throughput === null || throughput.high >= workerThresholds.noGain) return [];
    const tail = ratioBetween(clues, p99Id, many, fewer);
    const memory = ratioBetween(clues, "memory-load", many, fewer);
    const costs = [
      ...(tail !== null && tail.low > 1 ? [`its p99 is ${inWords(tail)} times theirs`] : []),
      ...(memory !== null && memory.low > 1 ? [`it takes ${inWords(memory)} times the memory`] : []),
    ];
    const isFull = many.bottleneck?.limit === "machine" || many.bottleneck?.limit === "cpu-limit";
    const why = isFull ? ": workers in excess of the cores take turns on them" : "";
    return [
      {
        code: "workers-beyond-cores",
        armIds: [many.armId, fewer.armId],
        figures: { throughputRatio: throughput.value, ...(tail === null ? {} : { p99Ratio: tail.value }) },
        sentence: `${many.armId}: ${plural(many.workers, "worker")} on ${coresInWords(cores)} handle ${inWords(throughput)} times the requests of ${fewer.workers}${costs.length === 0 ? "" : `; ${list(costs)}`}${why}.`,
      },
    ];
  });
};

/** One process that answers as much as several do, because nothing here limits it: it waits. */
export const oneIsEnough: Search = (clues) => {
  const single = clues.arms.find(({ isSingle }) => isSingle);
  if (single === undefined || isOpen(clues)) return [];
  const own = overTrials(clues, single, workerCores);
  if (own === null || single.bottleneck?.limit !== "waiting") return [];
  const others = clues.arms.flatMap((arm) => {
    const isHeld = arm.workers > 1 && areAlikeBut(clues, single, arm);
    const throughput = isHeld ? ratioBetween(clues, throughputId, arm, single) : null;
    return throughput === null ? [] : [{ arm, throughput, memory: ratioBetween(clues, "memory-load", arm, single) }];
  });
  const most = Math.max(...others.map(({ throughput }) => throughput.high));
  if (others.length === 0 || most >= workerThresholds.noGain) return [];
  const heavier = others.filter(({ memory }) => (memory?.low ?? 0) > 1);
  const memories = heavier.flatMap(({ memory }) => memory?.value ?? []);
  const range = [...new Set([Math.min(...memories), Math.max(...memories)].map((value) => significant(value, 2)))];
  const cost = memories.length === 0 ? "" : ` More workers only add memory: ${range.join(" to ")} times as much.`;
  return [
    {
      code: "one-process-is-enough",
      armIds: [single.armId, ...others.map(({ arm }) => arm.armId)],
      figures: { singleCores: own.value, throughputRatioHigh: most },
      sentence: `${single.armId} handles as many requests as several workers, which handle at most ${significant(most)} times as many by their intervals: it used ${percent(own.value, 2)} of a core, and requests waited for something else.${cost}`,
    },
  ];
};

/** Whether nothing but the way to the workers tells two arms apart: no CPU limit, no other Node.js, no TLS on one side. */
function areAlikeBut(clues: Clues, ...arms: readonly ArmSummary[]): boolean {
  const trials = arms.map(({ armId }) => clues.trials.filter((trial) => trial.armId === armId));
  const isLimited = trials.flat().some((trial) => (throttledShare(trial) ?? 0) > 0);
  const hasImage = clues.plan.arms.some(
    ({ id, options }) => (options["image"] ?? "image=none") !== "image=none" && arms.some(({ armId }) => armId === id),
  );
  const schemes = new Set(trials.flat().map(({ scheme = "http" }) => scheme));
  return !isLimited && !hasImage && schemes.size === 1;
}

/** A proxy in front of workers against a process, or as many, without one. */
export const proxyCost: Search = (clues) =>
  clues.arms.flatMap((arm) => {
    const hop = metricOf(arm, "cpu-per-request-proxy");
    const work = metricOf(arm, "cpu-per-request-worker");
    if (hop === null || work === null || isOpen(clues)) return [];
    const bare = clues.arms.filter((other) => metricOf(other, "cpu-per-request-proxy") === null);
    const rivals = [
      ...bare.filter(({ isSingle }) => isSingle),
      ...bare.filter(({ isSingle, workers }) => !isSingle && workers === arm.workers),
    ];
    for (const rival of rivals) {
      const ratio = ratioBetween(clues, throughputId, arm, rival);
      if (ratio === null || !isBetter(clues, rival.armId, arm.armId) || !areAlikeBut(clues, arm, rival)) continue;
      return [
        {
          code: "proxy-cost",
          armIds: [arm.armId, rival.armId],
          figures: { throughputRatio: ratio.value, proxyCpuMicros: hop.value, workerCpuMicros: work.value },
          sentence: `${arm.armId} handles ${inWords(ratio)} times the requests of ${rival.armId}: each request is read and written once more, which costs ${significant(hop.value)} µs of CPU in the proxy, compared with ${significant(work.value)} µs in the worker.`,
        },
      ];
    }
    return [];
  });
