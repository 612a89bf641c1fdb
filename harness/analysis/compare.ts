import type { Comparison, Estimate, MeasuredTrial, MetricInfo, Plan, Run } from "../model/index.ts";
import { blocksNeeded, comparePairs, pairsOf } from "../stats/all-pairs.ts";
import { hodgesLehmannRatio } from "../stats/hodges-lehmann.ts";
import { isComplete } from "../course.ts";
import { isSweep } from "../plan.ts";
import { kindP99, metricWith, p99Id, skewId, throughputId, type Metric } from "./metrics.ts";

/** The chance, at most, of one false claim or more among all the pairs of a run. */
export const familyLevel = 0.05;

/** Arms whose ratio is shown to lie within this of 1 are called the same. */
export const sameWithin = 0.03;

/** A metric by block and arm; null where the arm was not measured in the block, or answered nothing. */
export type FigureTable = {
  readonly metric: MetricInfo;
  readonly armIds: readonly string[];
  /** The number of each row's block. */
  readonly blocks: readonly number[];
  readonly rows: readonly (readonly (number | null)[])[];
};

/**
 * What decides between arms. Under a closed load it is throughput. Under an open one all arms are offered the same, so
 * that throughput tells nothing of those that keep up; latency does, and p99 is what users remember: that
 * of the requests which others make wait, where a scenario names them. A sweep asks how
 * evenly each spreads what it gets.
 */
export function decidingMetric({ arms, victim }: Pick<Plan, "arms" | "victim">): Metric {
  if (isSweep({ arms })) return metricWith(skewId);
  if (!isOpenLoad({ arms })) return metricWith(throughputId);
  return victim === undefined ? metricWith(p99Id) : kindP99(victim);
}

/** Whether requests come at their own times. */
export function isOpenLoad({ arms }: Pick<Plan, "arms">): boolean {
  return arms.some(({ load }) => load.kind === "open");
}

/** The metric that decides, of the arms that were measured at all. */
export function decidingTable(
  plan: Pick<Plan, "arms" | "victim">,
  trials: readonly MeasuredTrial[],
  armIds: readonly string[],
): FigureTable {
  return figureTable(decidingMetric(plan), trials, armIds);
}

export function throughputTable(trials: readonly MeasuredTrial[], armIds: readonly string[]): FigureTable {
  return figureTable(metricWith(throughputId), trials, armIds);
}

/**
 * A metric of the arms that have a figure at all. Arms keep their order. What answered nothing has none: a ratio to it
 * would be a number of nothing.
 */
export function figureTable(
  { info, read }: Metric,
  trials: readonly MeasuredTrial[],
  armIds: readonly string[],
): FigureTable {
  const answering = trials.filter(({ load }) => load.completedInWindow > 0);
  const blocks = [...new Set(trials.map((trial) => trial.block))].sort((a, b) => a - b);
  const figureOf = (block: number, armId: string): number | null => {
    const trial = answering.find((candidate) => candidate.block === block && candidate.armId === armId);
    return trial === undefined ? null : read(trial);
  };
  const withFigures = armIds.filter((id) => blocks.some((block) => figureOf(block, id) !== null));
  const rows = blocks.map((block) => withFigures.map((id) => figureOf(block, id)));
  return { metric: info, armIds: withFigures, blocks, rows };
}

/** Blocks whose trials have all taken place, and in which every arm of the table was measured. */
export function completeBlocks({ blocks, rows }: FigureTable, run: Pick<Run, "plan" | "trials">): number {
  const isMeasured = (index: number): boolean => rows[index]?.every((value) => value !== null) === true;
  return blocks.filter((block, index) => isComplete(run, block) && isMeasured(index)).length;
}

/** Complete blocks without which no difference between so many arms can be resolved at that level; never below 6. */
export function blocksToRank(arms: number, level = familyLevel): number {
  return Math.max(6, blocksNeeded(arms, level));
}

/** Figures of two arms, a and b, in the blocks that have both. */
export function pairsOfArms(
  { armIds, rows }: FigureTable,
  a: string,
  b: string,
): readonly (readonly [number, number])[] {
  const [first, second] = [armIds.indexOf(a), armIds.indexOf(b)];
  return rows.flatMap((row): (readonly [number, number])[] => {
    const [numerator, denominator] = [row[first] ?? null, row[second] ?? null];
    return numerator === null || denominator === null ? [] : [[numerator, denominator]];
  });
}

/** Ratio of the figures of two arms within blocks, a over b; null when no block has both. */
export function ratioOf(table: FigureTable, a: string, b: string): Estimate | null {
  const pairs = pairsOfArms(table, a, b);
  return pairs.length === 0 ? null : hodgesLehmannRatio(pairs);
}

/**
 * Every pair of arms, compared within blocks: the Hodges–Lehmann ratio with an interval for that pair
 * by itself, and p adjusted for all pairs by {@link comparePairs}, held to `level`. At level 0, estimates alone.
 */
export function compareArms(table: FigureTable, level: number, seed: number): readonly Comparison[] {
  const logs = table.rows.map((row) => row.map((value) => (value === null ? null : Math.log(value))));
  const pairs =
    level > 0
      ? comparePairs(logs, { seed })
      : pairsOf(table.armIds.length).map(({ a, b }) => ({ a, b, adjustedP: null }));
  return pairs.flatMap((pair): readonly Comparison[] => {
    const [a, b] = [table.armIds[pair.a], table.armIds[pair.b]];
    if (a === undefined || b === undefined) return [];
    const ratio = ratioOf(table, a, b);
    if (ratio === null) return [];
    const { adjustedP } = pair;
    const { metric } = table;
    return [{ a, b, metricId: metric.id, ratio, adjustedP, outcome: outcomeOf(ratio, adjustedP, level, metric) }];
  });
}

function outcomeOf(
  ratio: Estimate,
  adjustedP: number | null,
  level: number,
  { id, better }: MetricInfo,
): Comparison["outcome"] {
  if (adjustedP === null || adjustedP > level || ratio.value === 1) return "not-resolved";
  // Counts of thousands of requests tell 1.001 from 1.002, which is as even.
  if (id === skewId && Math.abs(Math.log(ratio.value)) < Math.log(1 + sameWithin)) return "not-resolved";
  return ratio.value > 1 === (better === "higher") ? "better" : "worse";
}
