import type { ArmSummary, Comparison, Estimate, Run, Seal, Verdict } from "../model/index.ts";
import { equivalentWithin } from "../stats/equivalence.ts";
import { percent, plural, quantity, significant } from "../units.ts";
import { blocksToRank, pairsOfArms } from "./compare.ts";
import type { ThroughputTable } from "./compare.ts";
import { throughputId } from "./metrics.ts";

export type VerdictInput = {
  readonly run: Run;
  readonly seal: Seal;
  /** In ranked order when ranked. */
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  readonly throughput: ThroughputTable;
  readonly completedBlocks: number;
  /** Why no ranking is claimed; null when one is. */
  readonly refusal: string | null;
};

/** Arms whose ratio is shown to lie within this of 1 are called the same. */
const sameWithin = 0.03;

const tiesToList = 3;

/** Why a run cannot be ranked, as a sentence; null when it can. */
export function refusalOf(run: Run, seal: Seal, arms: number, completedBlocks: number): string | null {
  if (arms === 0) return "Nothing was measured: no trial has a result.";
  if (seal.status === "INVALID") {
    const reason = seal.reasons.find((warning) => warning.severity === "invalid");
    const subject = reason?.armId === undefined ? "" : `${reason.armId}: `;
    return `No ranking: the run is invalid. ${subject}${reason?.meaning ?? ""}`.trimEnd();
  }
  if (arms === 1) return null;
  if (run.plan.quick) return "No ranking: a quick run is too short to rank. The figures are estimates.";
  const needed = blocksToRank(arms);
  if (completedBlocks >= needed) return null;
  return `No ranking: ${plural(completedBlocks, "complete block")} cannot tell ${plural(arms, "arm")} apart; at least ${needed} are needed.`;
}

/** What the run says, in words. */
export function writeVerdict(input: VerdictInput): Verdict {
  const measured = input.arms.filter((arm) => arm.measuredTrials > 0);
  if (input.refusal !== null) {
    const details = measured.map((arm) => estimateInWords(arm, input));
    return { headline: input.refusal, details, bestSet: [], ranked: false };
  }
  const [only] = measured;
  if (measured.length === 1 && only !== undefined) {
    const headline = `Only ${only.armId} was measured, ${throughputInWords(only)}; there is nothing to compare it with.`;
    return { headline, details: [], bestSet: [], ranked: false };
  }
  const best = measured.filter((arm) => arm.rank === 1);
  return {
    headline: headlineOf(best, measured, input),
    details: [...restInWords(measured, input), ...tiesInWords(input), ...cautions(input)],
    bestSet: best.map((arm) => arm.armId),
    ranked: true,
  };
}

function headlineOf(best: readonly ArmSummary[], measured: readonly ArmSummary[], input: VerdictInput): string {
  const baseline = input.run.plan.baselineArmId;
  const [winner] = best;
  const names = list(best.map((arm) => arm.armId));
  if (best.length === measured.length) return `No difference between ${names} was resolved.`;
  if (best.length === 1 && winner !== undefined) {
    const lead =
      winner.ratioToBaseline === null ? throughputInWords(winner) : timesInWords(winner.ratioToBaseline, baseline);
    return `${names} is fastest: ${lead}.`;
  }
  const ratios = best.flatMap((arm) => arm.ratioToBaseline ?? []);
  const leader = ratios.reduce<Estimate | null>(
    (top, one) => (top === null || one.value > top.value ? one : top),
    null,
  );
  const lead = leader === null ? "" : `: up to ${timesInWords(leader, baseline)}`;
  return `${names} share first place${lead}; no difference between them resolved.`;
}

/** The arms after the first place, one sentence a place. */
function restInWords(measured: readonly ArmSummary[], input: VerdictInput): readonly string[] {
  const places = [...new Set(measured.flatMap((arm) => arm.rank ?? []))].filter((rank) => rank > 1);
  return places.map((rank) => {
    const tier = measured.filter((arm) => arm.rank === rank);
    return `Place ${rank}: ${list(tier.map((arm) => estimateInWords(arm, input, "")))}.`;
  });
}

/** Pairs that were not told apart. Many of one place are only counted: sharing it says the same of them all. */
function tiesInWords(input: VerdictInput): readonly string[] {
  const rankOf = new Map(input.arms.map((arm) => [arm.armId, arm.rank]));
  const ties = input.comparisons.filter(({ outcome }) => outcome === "not-resolved");
  const within = ties.filter(({ a, b }) => rankOf.get(a) === rankOf.get(b));
  const across = ties.filter((tie) => !within.includes(tie));
  const counted = `${within.length} pairs of arms that share a place were not told apart.`;
  return [
    ...(within.length > tiesToList ? [counted] : within.map((tie) => tieInWords(tie, input.throughput, ""))),
    ...across.map((tie) => tieInWords(tie, input.throughput, ", although their places differ")),
  ];
}

/** Shown to be the same, or not resolved. */
function tieInWords({ a, b, ratio }: Comparison, throughput: ThroughputTable, aside: string): string {
  const { equivalent, ratio: narrow } = equivalentWithin(pairsOfArms(throughput, a, b), sameWithin);
  return equivalent
    ? `${a} and ${b} are the same within ${percent(sameWithin, 1)}${aside}: ratio ${ratioInWords(narrow)}, a 90% interval.`
    : `${a} and ${b}: no difference resolved${aside}; ratio ${ratioInWords(ratio)}.`;
}

function cautions({ seal, run, arms, comparisons }: VerdictInput): readonly string[] {
  const unmeasured = arms.filter((arm) => arm.measuredTrials === 0).map((arm) => arm.armId);
  return [
    ...(seal.status === "SUSPECT" ? [`The run is suspect: ${suspicion(seal)}`] : []),
    ...(unmeasured.length === 0 ? [] : [`Not measured, and without a place: ${list(unmeasured)}.`]),
    ...run.plan.notApplicable.map(({ strategy, reason }) => `Left out: ${strategy}, because ${reason}.`),
    ...(comparisons.length > 1
      ? ["Each interval is for its pair alone; places allow for all the pairs that were compared."]
      : []),
  ];
}

function suspicion({ reasons }: Seal): string {
  return [
    ...new Set(reasons.map(({ meaning, armId }) => (armId === undefined ? meaning : `${armId}: ${meaning}`))),
  ].join(" ");
}

function estimateInWords(arm: ArmSummary, { run }: VerdictInput, end = "."): string {
  const ratio = arm.ratioToBaseline === null ? "" : `, ${timesInWords(arm.ratioToBaseline, run.plan.baselineArmId)}`;
  return `${arm.armId} at ${throughputInWords(arm)}${ratio}${end}`;
}

function throughputInWords(arm: ArmSummary): string {
  const summary = arm.metrics.find(({ metric }) => metric.id === throughputId);
  return summary === undefined ? "no throughput" : quantity(summary.estimate.value, "req/s");
}

function timesInWords(ratio: Estimate, baseline: string): string {
  return `${ratioInWords(ratio)} times ${baseline}`;
}

/** `1.97 [1.93, 2.01]`. */
function ratioInWords({ value, low, high }: Estimate): string {
  const interval = low === null || high === null ? "" : ` [${significant(low)}, ${significant(high)}]`;
  return `${significant(value)}${interval}`;
}

/** `a`, `a and b`, `a, b and c`. */
function list(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
