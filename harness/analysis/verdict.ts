import type { ArmSummary, Comparison, Estimate, Run, Seal, Stated, Verdict } from "../model/index.ts";
import { equivalentWithin } from "../stats/equivalence.ts";
import { list, percent, plural, quantity, significant } from "../units.ts";
import { blocksToRank, pairsOfArms, sameWithin } from "./compare.ts";
import type { FigureTable } from "./compare.ts";
import { whyInvalid } from "./causes.ts";
import { firstSentence } from "./first-sentence.ts";
import { soakInWords } from "./soak.ts";

export type VerdictInput = {
  readonly run: Stated<Run>;
  readonly seal: Seal;
  /** In ranked order when ranked. */
  readonly arms: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  readonly figures: FigureTable;
  readonly completedBlocks: number;
  /** The level to which all pairs together are held. */
  readonly level: number;
  /** Why no ranking is claimed; null when one is. */
  readonly refusal: string | null;
};

const pairsToList = 5;

/** Why a run cannot be ranked, as a sentence; null when it can. */
export function refusalOf(
  { plan, trials }: Run,
  seal: Seal,
  arms: number,
  completedBlocks: number,
  level: number,
): string | null {
  if (trials.every(({ status }) => status === "failed")) return "Nothing was measured: no trial has a result.";
  if (seal.status === "INVALID") {
    return `No ranking: the run is invalid. ${whyInvalid(seal)}`.trimEnd();
  }
  if (arms === 1) return null;
  if (plan.quick) return "No ranking: a quick run is too short to rank. The figures are estimates.";
  const [firstLook] = plan.looks ?? [];
  if (firstLook !== undefined && completedBlocks < firstLook) {
    return `No ranking: ${plural(completedBlocks, "complete block")}, and the first look is after ${firstLook}.`;
  }
  const needed = blocksToRank(arms, level);
  if (completedBlocks >= needed) return null;
  return `No ranking: ${plural(completedBlocks, "complete block")} cannot tell ${plural(arms, "arm")} apart; at least ${needed} are needed.`;
}

/** What the run says, in words. */
export function writeVerdict(input: VerdictInput): Verdict {
  const measured = input.arms.filter((arm) => arm.measuredTrials > 0);
  if (input.refusal !== null) {
    const details = [...measured.map((arm) => estimateInWords(arm, input)), ...cautions(input)];
    return { headline: input.refusal, details, bestSet: [], ranked: false };
  }
  const [only] = measured;
  if (measured.length === 1 && only !== undefined) {
    const headline = `Only ${only.armId} was measured, ${figureInWords(only, input)}; there is nothing to compare it with.`;
    return { headline, details: cautions(input), bestSet: [], ranked: false };
  }
  const best = measured.filter((arm) => arm.rank === 1);
  return {
    headline: headlineOf(best, measured, input),
    details: [
      ...restInWords(measured, input),
      ...tiesInWords(input),
      ...cautions(input),
      ...(input.comparisons.length > 1 ? [intervalsOfPairs] : []),
    ],
    bestSet: best.map((arm) => arm.armId),
    ranked: true,
  };
}

const intervalsOfPairs = "Each interval is for its pair alone; places account for all pairs compared.";

const tied = "no difference between them resolved.";

function headlineOf(best: readonly ArmSummary[], measured: readonly ArmSummary[], input: VerdictInput): string {
  const baseline = input.run.plan.baselineArmId;
  const [winner] = best;
  const names = list(best.map((arm) => arm.armId));
  if (best.length === measured.length) return `No difference between ${names} was resolved.`;
  if (best.length === 1 && winner !== undefined) {
    const lead =
      winner.ratioToBaseline === null
        ? figureInWords(winner, input)
        : timesInWords(winner.ratioToBaseline, baseline, input);
    const { victim } = input.run.plan;
    const soonest = `answers ${victim === undefined ? "" : `${victim} requests `}fastest`;
    return `${names} ${isThroughput(input) ? "is fastest" : soonest}: ${lead}.`;
  }
  const own = best.find((arm) => arm.armId === baseline);
  if (own !== undefined) return `${names} share first place, ${baseline} ${withFigure(own, input)}; ${tied}`;
  const ratios = best.flatMap((arm) => arm.ratioToBaseline ?? []);
  const leader = ratios.reduce<Estimate | null>(
    (top, one) => (top === null || one.value > top.value === isThroughput(input) ? one : top),
    null,
  );
  const reach = isThroughput(input) ? "up to" : "down to";
  const lead = leader === null ? "" : `: ${reach} ${timesInWords(leader, baseline, input)}`;
  return `${names} share first place${lead}; ${tied}`;
}

/** The arms after the first place, one sentence a place. */
function restInWords(measured: readonly ArmSummary[], input: VerdictInput): readonly string[] {
  const places = [...new Set(measured.flatMap((arm) => arm.rank ?? []))].filter((rank) => rank > 1);
  return places.map((rank) => {
    const tier = measured.filter((arm) => arm.rank === rank);
    const pairs = input.comparisons.filter(({ a, b }) => [a, b].every((id) => tier.some(({ armId }) => armId === id)));
    const isTied = pairs.length > 0 && pairs.every(({ outcome }) => outcome === "not-resolved");
    const tie = isTied ? `; no difference between ${tier.length > 2 ? "any two of " : ""}them resolved` : "";
    return `Place ${rank}: ${list(tier.map((arm) => estimateInWords(arm, input, "")))}${tie}.`;
  });
}

/** What a shared place does not say: pairs shown to be the same, and those not told apart whose places differ. */
function tiesInWords({ arms, comparisons, figures, level }: VerdictInput): readonly string[] {
  const rankOf = new Map(arms.map((arm) => [arm.armId, arm.rank]));
  const ties = comparisons
    .filter(({ outcome }) => outcome === "not-resolved")
    .map(({ a, b, ratio }) => {
      const { equivalent, ratio: narrow } = equivalentWithin(pairsOfArms(figures, a, b), sameWithin, level);
      return { pair: `${a} and ${b}`, equivalent, ratio: equivalent ? narrow : ratio, a, b };
    });
  const same = ties.filter(({ equivalent }) => equivalent);
  const across = ties.filter((tie) => !tie.equivalent && rankOf.get(tie.a) !== rankOf.get(tie.b));
  const inWords = (some: typeof ties): string =>
    some.length > pairsToList
      ? `${some.length} pairs of arms`
      : some.map(({ pair, ratio }) => `${pair} (${ratioInWords(ratio)})`).join("; ");
  return [
    ...(same.length === 0
      ? []
      : [
          `The same within ${percent(sameWithin, 1)}, by ${percent(1 - 2 * level, 2)} intervals of their ratios: ${inWords(same)}.`,
        ]),
    ...(across.length === 0 ? [] : [`Unresolved between places: ${inWords(across)}.`]),
  ];
}

export function cautions({ seal, run, arms }: VerdictInput): readonly string[] {
  return [
    ...arms.flatMap(soakInWords),
    ...(seal.status === "SUSPECT" ? [`The run is suspect: ${suspicion(seal)}. See the warnings.`] : []),
    ...arms.filter((arm) => arm.measuredTrials === 0).map(unmeasuredInWords),
    ...run.plan.notApplicable.map(({ strategy, reason }) => `Left out: ${strategy}, because ${reason}.`),
  ];
}

function unmeasuredInWords({ armId, failedTrials: [first] }: ArmSummary): string {
  return first === undefined
    ? `${armId} was not measured.`
    : `${armId} was not measured: ${firstSentence(first.message)}`;
}

/** `a load generator at its limit (single, cluster-os); CPU time used by other programs`. */
function suspicion({ reasons }: Seal): string {
  return [...Map.groupBy(reasons, ({ title }) => title)]
    .map(([title, alike]) => {
      const arms = alike.flatMap(({ armId }) => armId ?? []);
      return `${title}${arms.length === 0 ? "" : ` (${arms.join(", ")})`}`;
    })
    .join("; ");
}

function estimateInWords(arm: ArmSummary, input: VerdictInput, end = "."): string {
  const ratio =
    arm.ratioToBaseline === null ? "" : `, ${timesInWords(arm.ratioToBaseline, input.run.plan.baselineArmId, input)}`;
  return `${arm.armId} ${withFigure(arm, input)}${ratio}${end}`;
}

/** Whether more is better and the figure is a rate: else it is a latency. */
function isThroughput({ figures }: VerdictInput): boolean {
  return figures.metric.better === "higher";
}

/** `at 160 req/s`, `with a p99 of 12.3 ms`. */
function withFigure(arm: ArmSummary, input: VerdictInput): string {
  return `${isThroughput(input) ? "at" : "with a"} ${figureInWords(arm, input)}`;
}

/** `160 req/s`, `p99 of 12.3 ms`. */
function figureInWords(arm: ArmSummary, input: VerdictInput): string {
  const { id, unit } = input.figures.metric;
  const summary = arm.metrics.find(({ metric }) => metric.id === id);
  const figure = summary === undefined ? "nothing" : quantity(summary.estimate.value, unit);
  const { victim } = input.run.plan;
  return isThroughput(input) ? figure : `p99 of ${figure}${victim === undefined ? "" : ` for ${victim} requests`}`;
}

function timesInWords(ratio: Estimate, baseline: string, input: VerdictInput): string {
  return `${ratioInWords(ratio)} times ${isThroughput(input) ? baseline : `that of ${baseline}`}`;
}

/** `1.97 [1.93, 2.01]`. */
function ratioInWords({ value, low, high }: Estimate): string {
  const interval = low === null || high === null ? "" : ` [${significant(low)}, ${significant(high)}]`;
  return `${significant(value)}${interval}`;
}
