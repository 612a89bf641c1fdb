import type { MeasuredTrial, StatedArm, WorkerResult } from "../model/index.ts";
import { sharersOf, spreadOf } from "./spread.ts";

/** Chance, at most, with which a fair spread would leave a worker without a request in every trial. */
const chanceAtMost = 0.001;

/** Workers of a trial that answered nothing, where others did. */
export function idleWorkersOf(trial: MeasuredTrial): readonly WorkerResult[] {
  return spreadOf(trial)?.basis === "requests" ? sharersOf(trial).sharers.filter(({ requests }) => requests === 0) : [];
}

/**
 * Whether a worker got nothing in any trial of an arm, and chance does not explain it: of W workers some one is left out
 * by K connections that each fall to any of them with a chance of W (1 − 1/W)^K at most. An open load may leave workers
 * idle because one is enough, and a balancer by key because there are few keys.
 */
export function isLeftOut(
  { load, facts }: Pick<StatedArm, "load" | "facts">,
  trials: readonly MeasuredTrial[],
): boolean {
  if (load.kind === "open" || facts.isByKey) return false;
  const chances = trials.map((trial) => {
    if (idleWorkersOf(trial).length === 0) return 1;
    const workers = sharersOf(trial).sharers.length;
    const draws = load.connectionMode === "per-request" ? trial.load.counts.sent : load.connections;
    return Math.min(1, workers * (1 - 1 / workers) ** draws);
  });
  const everywhere = trials.length > 0 && trials.every((trial) => idleWorkersOf(trial).length > 0);
  return everywhere && chances.reduce((product, chance) => product * chance, 1) < chanceAtMost;
}
