import {
  type Estimate,
  type GateSettings,
  type JudgedRequirement,
  type MeasuredTrial,
  type Requirement,
  type Run,
  singleArmId,
  speedUpId,
} from "../../../model/index.ts";
import { contendersOf } from "../../../plan.ts";
import { hodgesLehmannRatio } from "../../../stats/hodges-lehmann.ts";
import { medianInterval } from "../../../stats/order-interval.ts";
import { pairsOfArms, throughputTable } from "../../../analysis/compare.ts";
import { levelsFor } from "./rule.ts";
import { metrics, sumOf } from "../../../analysis/metrics.ts";
import type { VerdictLevels } from "../../../analysis/verdict-levels.ts";

/** The id of the metric of errors, which a requirement holds over all trials together. */
export const errorsId = "error-share";

/** Holds a figure of head to a bound, at the levels of the look at hand. */
export function judgeRequirement(
  requirement: Requirement,
  run: Run,
  trials: readonly MeasuredTrial[],
  gate: GateSettings,
  levels: VerdictLevels,
): JudgedRequirement {
  const at = (level: number): Estimate | null => figureOf(requirement, run, trials, gate, 1 - 2 * level);
  const [found, wide] = [at(levels.pass), at(levelsFor(1, gate, levels).regression)];
  const outcome = found === null || wide === null ? "inconclusive" : held(requirement, found, wide);
  return { requirement, outcome, found };
}

function figureOf(
  { metricId }: Requirement,
  { plan }: Run,
  trials: readonly MeasuredTrial[],
  { headArmId }: GateSettings,
  confidence: number,
): Estimate | null {
  if (metricId === speedUpId) {
    const single = contendersOf(plan).find(({ id }) => id === singleArmId);
    if (single === undefined) return null;
    const pairs = pairsOfArms(throughputTable(trials, [headArmId, single.id]), headArmId, single.id);
    return pairs.length === 0 ? null : hodgesLehmannRatio(pairs, confidence);
  }
  const metric = metrics.find(({ info }) => info.id === metricId);
  const own = trials.filter(({ armId }) => armId === headArmId);
  if (metricId === errorsId && own.length > 0) return errorsOf(own);
  const values = own.flatMap((trial) => metric?.read(trial) ?? []);
  return values.length === 0 ? null : medianInterval(values, confidence);
}

/** Errors over all trials: a median would hide those of a few. They were counted, so there is no interval. */
function errorsOf(trials: readonly MeasuredTrial[]): Estimate {
  const counts = trials.map(({ load }) => load.counts);
  const right = sumOf(counts, "completed");
  const share = 1 - right / Math.max(1, sumOf(counts, "sent"));
  return { value: share, low: share, high: share, confidence: null, n: trials.length };
}

/**
 * By intervals: to pass, the one at the level for passing must lie on the right side as a whole; to fail, the one at
 * the level for regressions on the wrong side. What must equal a value is judged by the estimate, and so is what was
 * counted, which has no interval.
 */
function held({ comparison, value }: Requirement, found: Estimate, wide: Estimate): JudgedRequirement["outcome"] {
  const holds = (figure: number): boolean => {
    if (comparison === "<") return figure < value;
    if (comparison === "<=") return figure <= value;
    if (comparison === ">") return figure > value;
    if (comparison === ">=") return figure >= value;
    return figure === value;
  };
  if (comparison === "=") return holds(found.value) ? "pass" : "regression";
  if (endsOf(found).length > 0 && endsOf(found).every(holds)) return "pass";
  return endsOf(wide).length > 0 && !endsOf(wide).some(holds) ? "regression" : "inconclusive";
}

function endsOf({ low, high }: Estimate): readonly number[] {
  return low === null || high === null ? [] : [low, high];
}
