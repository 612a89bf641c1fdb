import type {
  Analysis,
  ArmSummary,
  GatedMetric,
  GateOutcome,
  GateResult,
  GateSettings,
  JudgedRequirement,
  MeasuredTrial,
  Requirement,
  Run,
  Seal,
  Stated,
} from "../../../model/index.ts";
import { judgeMetrics, machineSpeedOf, type Pair } from "./metrics.ts";
import { errorsId, judgeRequirement } from "./requirements.ts";
import { levelsAt, looksTaken } from "./looks.ts";
import { gateSeal } from "./seal.ts";
import { isTaken } from "../../../analysis/warnings/machine.ts";
import { runWarnings } from "../../../analysis/warnings/run.ts";
import { gateDetails, gateHeadline } from "./words.ts";
import { analyse } from "../../../analysis/index.ts";
import { metrics } from "../../../analysis/metrics.ts";
import { measuredTrials } from "../../../analysis/counted.ts";
import { seriesOf } from "../../../history/series.ts";

/** What a gate's run is held to as it stands. */
function gateOf(run: Stated<Run>) {
  const { gate } = run.plan;
  if (gate === undefined) throw new RangeError("this run is not a gate's");
  const looks = looksTaken(run);
  return { gate, trials: measuredTrials(run), looks, levels: levelsAt(looks.sizes, looks.look) };
}

/** What is measured of a gate's run, each figure judged by itself, whatever the seal says of them all. */
function judgeFigures(run: Stated<Run>) {
  const { gate, trials, looks, levels } = gateOf(run);
  const pairs = pairsOf(trials, gate);
  return {
    gate,
    pairs,
    looks,
    seal: gateSeal(run, trials),
    metrics: pairs.length === 0 ? [] : judgeMetrics(pairs, gate, levels),
    requirements: gate.requirements.map((one) => judgeRequirement(one, run, trials, gate, levels)),
  };
}

/** As it stands in the result of a run that says nothing: no figure of it passes or fails. */
function withoutVerdict<Judged extends GatedMetric | JudgedRequirement>(judged: Judged): Judged {
  return { ...judged, outcome: "inconclusive" };
}

/**
 * Judges a gate's run as it stands: head against base within pairs, and the requirements on head alone.
 * @throws RangeError when the run is not a gate's.
 */
export function judgeGate(run: Stated<Run>): GateResult {
  const { plan } = run;
  const { gate, pairs, looks, seal, ...judged } = judgeFigures(run);
  const isRuledOut = seal.status === "INVALID";
  const gated = isRuledOut ? judged.metrics.map(withoutVerdict) : judged.metrics;
  const requirements = isRuledOut ? judged.requirements.map(withoutVerdict) : judged.requirements;
  const unread = gate.metrics.filter((id) => !gated.some(({ metric }) => metric.id === id));
  const outcome = overall(seal, pairs.length, [...gated, ...requirements], unread);
  const isDecided = run.earlyEnd?.because === "decided";
  const isAtLook = plan.looks?.includes(run.earlyEnd?.blocks ?? Number.NaN) === true;
  const isNoisy = outcome === "inconclusive" && seal.reasons.some(isTaken);
  const parts = {
    outcome,
    ...(isNoisy ? { cause: "noise" as const } : {}),
    series: seriesOf(
      plan,
      plan.arms.find(({ id }) => id === gate.headArmId),
    ),
    metrics: gated,
    requirements,
    seal,
    pairs: pairs.length,
    plannedPairs: plan.blocks,
    machineSpeed: machineSpeedOf(pairs),
    look: looks.look + 1,
    looks: looks.sizes.length,
    unread: unread.map((id) => metrics.find(({ info }) => info.id === id)?.info.title ?? id),
    isEarly: isDecided && isAtLook,
    isSettled: isDecided && !isAtLook,
    isOutOfTime: run.earlyEnd?.because === "time",
  };
  return { ...parts, headline: gateHeadline(parts, gate), details: gateDetails(parts, gate) };
}

/**
 * Whether no pair that is still to come can change the outcome: a trial failed, which makes the gate invalid whatever
 * follows, or what must not happen once has happened. Nothing is tested that a later look tests again, so that to end
 * here spends none of the level: the last look would have said the same.
 */
export function isCertain(run: Stated<Run>): boolean {
  const { gate, trials, levels } = gateOf(run);
  const { reasons } = gateSeal(run, trials);
  return (
    reasons.some(({ code, severity }) => severity === "invalid" && forGood.has(code)) ||
    gate.requirements
      .filter(allowsNone)
      .some((one) => judgeRequirement(one, run, trials, gate, levels).outcome === "regression")
  );
}

/** Reasons that no later trial takes away. */
const forGood: ReadonlySet<string> = new Set([runWarnings.trialsFailed, runWarnings.notEnded].map(({ code }) => code));

/** `errors=0`: errors are counted over all trials, so that one is one for good. */
function allowsNone({ metricId, comparison, value }: Requirement): boolean {
  return metricId === errorsId && value === 0 && (comparison === "=" || comparison === "<=");
}

/** What a report of the run itself says of a gate: its verdict and its seal, and no ranking of the two versions. */
export function gateAnalysis(run: Stated<Run>, { headline, details, seal }: GateResult): Analysis {
  const analysis = analyse(run);
  return {
    ...analysis,
    verdict: { headline, details: [...details, ...(run.plan.gate?.findings ?? [])], bestSet: [], ranked: false },
    seal,
    arms: analysis.arms.map(unranked),
  };
}

function unranked(arm: ArmSummary): ArmSummary {
  return { ...arm, rank: null };
}

function pairsOf(trials: readonly MeasuredTrial[], { baseArmId, headArmId }: GateSettings): readonly Pair[] {
  const blocks = Map.groupBy(trials, ({ block }) => block);
  return [...blocks.values()].flatMap((own) => {
    const base = own.find(({ armId }) => armId === baseArmId);
    const head = own.find(({ armId }) => armId === headArmId);
    return base === undefined || head === undefined ? [] : [{ base, head }];
  });
}

function overall(
  seal: Seal,
  pairs: number,
  judged: readonly { readonly outcome: Exclude<GateOutcome, "invalid"> }[],
  unread: readonly string[],
): GateOutcome {
  const ruledOut = seal.reasons.filter(({ severity }) => severity === "invalid");
  if (pairs === 0 || ruledOut.some((reason) => !isTaken(reason))) return "invalid";
  if (ruledOut.length > 0) return "inconclusive";
  if (judged.some(({ outcome }) => outcome === "regression")) return "regression";
  return unread.length === 0 && judged.every(({ outcome }) => outcome === "pass") ? "pass" : "inconclusive";
}
