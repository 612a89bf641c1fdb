import {
  doubtInWords,
  type GatedMetric,
  type GateResult,
  type GateSettings,
  type Warning,
} from "../../../model/index.ts";
import { list, percent, plural, significant } from "../../../units.ts";
import { whyInvalid } from "../../../analysis/causes.ts";
import { isTaken } from "../../../analysis/warnings/machine.ts";
import { verdictLevels } from "../../../analysis/verdict-levels.ts";

type Judged = Omit<GateResult, "headline" | "details">;

/** What a gate found, in one sentence. */
export function gateHeadline(result: Judged, gate: GateSettings): string {
  const { outcome, metrics, requirements, seal, pairs } = result;
  const why = whyInvalid(seal);
  if (outcome === "invalid" || why !== "") {
    const none = result.isOutOfTime
      ? "time ran out before any pair of base and head was measured; allow more with --time"
      : "no pair of base and head was measured";
    return `No verdict: ${why === "" ? `${none}.` : why}`;
  }
  if (outcome === "regression") {
    const worse = metrics.filter((metric) => metric.outcome === "regression").map(worseInWords);
    const broken = requirements.filter((one) => one.outcome === "regression").map((one) => one.requirement.text);
    return [
      ...(worse.length === 0 ? [] : [`Head is worse than base: ${worse.join("; ")}.`]),
      ...(broken.length === 0 ? [] : [`Head does not meet ${broken.join(", ")}.`]),
    ].join(" ");
  }
  if (outcome === "pass") {
    const bounds = metrics.map(
      ({ metric, worseByAtMost }) =>
        `${nameOf(metric.title)} at most ${percent(Math.max(0, worseByAtMost ?? 0), 2)} worse`,
    );
    const met = requirements.length === 0 ? "" : ` All of ${plural(requirements.length, "requirement")} met.`;
    return bounds.length === 0 ? `Head passes.${met}` : `Head is as good as base: ${bounds.join(", ")}.${met}`;
  }
  const open = [
    ...result.unread.map(nameOf),
    ...metrics.filter((metric) => metric.outcome === "inconclusive").map(({ metric }) => nameOf(metric.title)),
    ...requirements.filter((one) => one.outcome === "inconclusive").map((one) => one.requirement.text),
  ];
  if (metrics.length > 0 && metrics.every(isOpenForWantOfPairs)) {
    return `${plural(pairs, "pair")} of base and head ${pairs === 1 ? "is" : "are"} too few to detect any regression, however large.`;
  }
  const disturbance = disturbanceOf(result);
  const busy = disturbance === undefined ? "" : `${doubtInWords(disturbance)} `;
  return `${busy}${plural(pairs, "pair")} could not settle ${open.join(" and ")}: neither worse than base by ${plain(gate.minimalEffect)}, nor shown to be within ${plain(gate.tolerance)}.`;
}

function isOpenForWantOfPairs({ outcome, detectable }: GatedMetric): boolean {
  return outcome === "inconclusive" && detectable === null;
}

/** What else there is to know, a sentence each. */
export function gateDetails(result: Judged, gate: GateSettings): readonly string[] {
  const { metrics, seal, unread } = result;
  const inHeadline = disturbanceOf(result);
  const doubts = seal.reasons.filter((reason) => reason !== inHeadline);
  return [
    ...endInWords(result),
    ...speedInWords(result),
    ...unread.map((title) => `${title} has no figure in any pair, so it cannot pass.`),
    // Of figures that say nothing, nothing is said.
    ...(seal.status === "INVALID" ? [] : figuresInWords(metrics, gate)),
    ...(seal.status === "SUSPECT" && doubts.length > 0
      ? [`The measurement is suspect: ${[...new Set(doubts.map(doubtInWords))].join(" ")}`]
      : []),
  ];
}

/** Why it has fewer pairs than were planned; nothing where it has them all. */
function endInWords({ pairs, plannedPairs, look, looks, isEarly, isSettled, isOutOfTime }: Judged): readonly string[] {
  const count = `${plural(pairs, "pair")} of at most ${plannedPairs}`;
  if (isEarly) return [`Decided after ${count}, at look ${look} of ${looks}.`];
  if (isSettled) return [`Ended after ${count}: no further pair could have changed the outcome.`];
  return isOutOfTime ? [`Time ran out after ${count}; allow more with --time.`] : [];
}

/** From which on the machine's speed is worth a sentence. */
const notable = { ratio: 1.1, explainedShare: 0.1 };

/** What the machine's own speed did, and how much of the noise that was; nothing where it was steady, or nobody knows. */
function speedInWords({ metrics, machineSpeed, seal }: Judged): readonly string[] {
  if (machineSpeed === null || machineSpeed.ratio < notable.ratio || seal.status === "INVALID") return [];
  const { ratio, slowerBeside } = machineSpeed;
  const shares = metrics.flatMap(({ metric, explainedShare }) =>
    explainedShare === null || explainedShare < notable.explainedShare
      ? []
      : [`${percent(explainedShare, 2)} in ${nameOf(metric.title)}`],
  );
  const speed = `The machine itself took up to ${significant(ratio, 2)} times as long for the same piece of work in one trial as in another`;
  return [
    shares.length === 0
      ? `${speed}.`
      : `${speed}. That alone explains this much of the variance between pairs: ${list(shares)}.`,
    ...(slowerBeside === null
      ? []
      : [
          `It was slower beside ${slowerBeside} in nearly every pair: ${slowerBeside} may load it beyond its own requests.`,
        ]),
  ];
}

function figuresInWords(metrics: readonly GatedMetric[], gate: GateSettings): readonly string[] {
  const open = metrics.filter(({ outcome }) => outcome === "inconclusive");
  const small = metrics.flatMap((metric) => smallInWords(metric, gate));
  return [...open.map(openInWords), ...moreInWords(open), ...small];
}

/** What more pairs would do for all that is open; what they would not do first. */
function moreInWords(open: readonly GatedMetric[]): readonly string[] {
  const hopeful = open.filter(({ morePairs }) => morePairs !== null);
  const hopeless = open.filter(({ morePairs }) => morePairs === null);
  const most = Math.max(...hopeful.map(({ morePairs }) => morePairs ?? 0));
  return [
    ...(hopeless.length === 0 ? [] : [`More pairs are unlikely to settle ${named(hopeless)}.`]),
    ...(hopeful.length === 0
      ? []
      : [`About ${plural(most, "more pair", "more pairs")} would likely settle ${named(hopeful)}.`]),
  ];
}

/** What disturbed the machine, where it is the cause that nothing could be settled. */
function disturbanceOf({ cause, seal }: Judged): Warning | undefined {
  return cause === "noise" ? seal.reasons.find(isTaken) : undefined;
}

/** `throughput 9.8% less [8.1%, 11.5%]`. */
function worseInWords({ metric, worseBy, ratio }: GatedMetric): string {
  const { low, high } = ratio;
  const ends = low === null || high === null ? [] : [Math.abs(low - 1), Math.abs(high - 1)];
  const crosses = low === null || high === null || low < 1 !== high < 1;
  const shown = ends.toSorted((a, b) => a - b).map((end) => percent(end, 2));
  const interval = crosses ? "" : ` [${shown.join(", ")}]`;
  return `${nameOf(metric.title)} ${percent(worseBy, 2)} ${metric.better === "higher" ? "less" : "more"}${interval}`;
}

function openInWords({ metric, detectable }: GatedMetric): string {
  const smallest =
    detectable === null
      ? "so few pairs cannot detect any regression"
      : `the smallest regression detectable with 80% power is ${percent(detectable, 2)}`;
  return `${capital(nameOf(metric.title))}: ${smallest}.`;
}

function named(metrics: readonly GatedMetric[]): string {
  return list(metrics.map(({ metric }) => nameOf(metric.title)));
}

/** A worsening that is real, as far as one can tell, and yet too small to fail for. */
function smallInWords({ metric, outcome, worseBy, adjustedP }: GatedMetric, gate: GateSettings): readonly string[] {
  const isReal = outcome === "pass" && adjustedP <= verdictLevels.regression && worseBy > 0;
  return isReal
    ? [
        `${capital(nameOf(metric.title))} is worse by ${percent(worseBy, 2)}, less than the ${plain(gate.minimalEffect)} worth failing for.`,
      ]
    : [];
}

function nameOf(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A share that somebody chose, without digits that say nothing: `3%`, `2.5%`. */
function plain(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
