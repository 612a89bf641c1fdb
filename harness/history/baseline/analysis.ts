import {
  baselineSchemaName,
  baselineSchemaVersion,
  type Baseline,
  type BaselineArm,
  type BaselineCheck,
  type BaselineResult,
  type BaselineValues,
} from "./model.ts";
import { doubtInWords, type GateOutcome, type MeasuredTrial, type Run, type Seal } from "../../model/index.ts";
import { hodgesLehmannShift } from "../../stats/hodges-lehmann.ts";
import { holm } from "../../stats/holm.ts";
import { mannWhitneyTest } from "../../stats/mann-whitney.ts";
import { percent, plural } from "../../units.ts";
import { whyInvalid } from "../../analysis/causes.ts";
import { comparableApp } from "../comparable-app.ts";
import { comparableRequests, holdSecrets } from "../comparable-requests.ts";
import { conditionsOf, haveSameReference, otherArms, otherArmsInWords, sameArms } from "../conditions.ts";
import { cpuPerRequestId, metrics, throughputId } from "../../analysis/metrics.ts";
import type { ArmIdentity } from "../same-arm.ts";
import { measuredTrials } from "../../analysis/counted.ts";
import { verdictLevels } from "../../analysis/verdict-levels.ts";

/** Keeps what later runs are compared with. */
export function baselineOf(run: Run): Baseline {
  const { plan, toolVersion, createdAt } = run;
  const { arms, ...conditions } = conditionsOf(run);
  return {
    schema: baselineSchemaName,
    version: baselineSchemaVersion,
    toolVersion,
    createdAt,
    scenario: plan.scenario,
    title: plan.title,
    requests: comparableRequests(plan.requests),
    ...(plan.app === null ? {} : { app: comparableApp(plan.app) }),
    ...conditions,
    measuredSeconds: plan.measuredSeconds,
    arms: withFigures(arms, run),
  };
}

function withFigures(arms: readonly ArmIdentity[], run: Run): readonly BaselineArm[] {
  const trials = measuredTrials(run);
  const blocks = [...new Set(trials.map(({ block }) => block))].sort((a, b) => a - b);
  return arms.map((arm) => figuresOf(arm, blocks, trials));
}

function figuresOf(arm: ArmIdentity, blocks: readonly number[], trials: readonly MeasuredTrial[]): BaselineArm {
  const values = blocks.map((block): BaselineValues => {
    const trial = trials.find((one) => one.armId === arm.id && one.block === block);
    if (trial === undefined) return { throughput: null, cpuMicrosPerRequest: null, p99Micros: null };
    return {
      throughput: readingOf(throughputId, trial),
      cpuMicrosPerRequest: readingOf(cpuPerRequestId, trial),
      p99Micros: readingOf("latency-p99", trial),
    };
  });
  return { ...arm, blocks: values };
}

function readingOf(metricId: string, trial: MeasuredTrial): number | null {
  return metrics.find(({ info }) => info.id === metricId)?.read(trial) ?? null;
}

export type CheckOptions = {
  readonly tolerance: number;
  readonly minimalEffect: number;
  /** Whether throughput and CPU per request are compared as well: of the same machine, they still drift between sessions. */
  readonly absolute: boolean;
};

/** What is compared: logarithms of earlier and of now, and whether more is better. */
type Comparison = {
  readonly armId: string;
  readonly figure: BaselineCheck["figure"];
  readonly earlier: readonly number[];
  readonly now: readonly number[];
  readonly better: "higher" | "lower";
};

/**
 * Holds a run to a stored baseline: the speed-ups of its arms over its baseline arm, where that is the same, and on
 * request throughput and CPU per request too. The two were measured at different times, so they are two independent
 * samples: exact Mann–Whitney and the Hodges–Lehmann shift, by the gate's rule and levels. `seal` is the run's own.
 */
export function checkAgainstBaseline(
  run: Run,
  baseline: Baseline,
  seal: Seal,
  { tolerance, minimalEffect, absolute }: CheckOptions,
): BaselineResult {
  const now = baselineOf(run);
  const compared = [
    ...comparisonsOf(baseline, now, "speed-up"),
    ...(absolute
      ? [...comparisonsOf(baseline, now, "throughput"), ...comparisonsOf(baseline, now, "CPU per request")]
      : []),
  ];
  const signed = compared.map(({ earlier, now: later, better }) => {
    const worse = better === "higher" ? -1 : 1;
    return { earlier: earlier.map((value) => worse * value), now: later.map((value) => worse * value) };
  });
  const adjusted = holm(signed.map((one) => mannWhitneyTest(one.now, one.earlier).pGreater));
  const checks = compared.map((one, index): BaselineCheck => {
    const pair = signed[index] ?? { earlier: [], now: [] };
    const shift = hodgesLehmannShift(one.now, one.earlier);
    const { value, high } = hodgesLehmannShift(pair.now, pair.earlier, 1 - 2 * verdictLevels.pass);
    const shareOf = (log: number): number => (one.better === "higher" ? -Math.expm1(-log) : Math.expm1(log));
    const adjustedP = adjusted[index] ?? 1;
    const worseBy = shareOf(value);
    const worseByAtMost = high === null ? null : shareOf(high);
    const isRegression = adjustedP <= verdictLevels.regression && worseBy >= minimalEffect;
    const isPass = worseByAtMost !== null && worseByAtMost < tolerance;
    return {
      armId: one.armId,
      figure: one.figure,
      outcome: isRegression ? "regression" : isPass ? "pass" : "inconclusive",
      ratio: {
        ...shift,
        value: Math.exp(shift.value),
        low: shift.low === null ? null : Math.exp(shift.low),
        high: shift.high === null ? null : Math.exp(shift.high),
      },
      worseBy,
      worseByAtMost,
      adjustedP,
    };
  });
  const outcome = outcomeOf(checks, seal);
  const held = `A figure passes if it is shown to be worse by less than ${percent(tolerance)}; ${percent(minimalEffect)} is worth failing for.`;
  return {
    outcome,
    headline: headlineOf(outcome, checks, seal),
    details: [held, ...doubtsOf(seal), ...detailsOf(baseline, now, absolute)],
    checks,
  };
}

/** Why the run that passed or failed is to be taken with care. */
function doubtsOf({ status, reasons }: Seal): readonly string[] {
  return status === "SUSPECT" ? [`The run is suspect: ${[...new Set(reasons.map(doubtInWords))].join(" ")}`] : [];
}

function comparisonsOf(then: Baseline, now: Baseline, figure: BaselineCheck["figure"]): readonly Comparison[] {
  if (figure === "speed-up" && !haveSameReference(then, now)) return [];
  const same = sameArms(then, now);
  return now.arms.flatMap((arm): readonly Comparison[] => {
    const old = then.arms.find(({ id }) => id === arm.id);
    if (old === undefined || !same.has(arm.id) || (figure === "speed-up" && arm.id === now.baselineArmId)) return [];
    const values = { earlier: logsOf(then, old, figure), now: logsOf(now, arm, figure) };
    if (values.earlier.length === 0 || values.now.length === 0) return [];
    return [{ armId: arm.id, figure, ...values, better: figure === "CPU per request" ? "lower" : "higher" }];
  });
}

/** One logarithm a block, of those that have the figure. */
function logsOf(of: Baseline, arm: BaselineArm, figure: BaselineCheck["figure"]): readonly number[] {
  const reference = of.arms.find(({ id }) => id === of.baselineArmId);
  return arm.blocks.flatMap((values, block) => {
    const value = figure === "CPU per request" ? values.cpuMicrosPerRequest : values.throughput;
    const over = figure === "speed-up" ? (reference?.blocks[block]?.throughput ?? null) : 1;
    return value === null || over === null || value <= 0 || over <= 0 ? [] : [Math.log(value / over)];
  });
}

function outcomeOf(checks: readonly BaselineCheck[], seal: Seal): GateOutcome {
  if (seal.status === "INVALID" || checks.length === 0) return "invalid";
  if (checks.some(({ outcome }) => outcome === "regression")) return "regression";
  return checks.every(({ outcome }) => outcome === "pass") ? "pass" : "inconclusive";
}

function headlineOf(outcome: GateOutcome, checks: readonly BaselineCheck[], seal: Seal): string {
  if (outcome === "invalid") {
    const why = whyInvalid(seal);
    return `No verdict: ${why === "" ? "the run and the baseline have nothing comparable in common." : why}`;
  }
  const named = checks
    .filter((check) => check.outcome === outcome)
    .map(
      ({ armId, figure, worseBy }) =>
        `${figure} of ${armId}${outcome === "regression" ? ` by ${percent(worseBy, 2)}` : ""}`,
    );
  if (outcome === "regression") return `Worse than the baseline: ${named.join("; ")}.`;
  if (outcome === "pass") return `As good as the baseline in ${plural(checks.length, "figure")}.`;
  return `The data do not say whether it is as good as the baseline: ${named.join("; ")}.`;
}

function detailsOf(then: Baseline, now: Baseline, absolute: boolean): readonly string[] {
  const others = otherArms(then, now);
  const missing = then.arms.filter((arm) => !now.arms.some(({ id }) => id === arm.id)).map(({ id }) => id);
  return [
    absolute
      ? "Absolute figures of two sessions are compared: a shared machine alone may be slower by more than the intervals show. To be sure, gate two versions side by side."
      : "Ratios between strategies are compared; absolute figures, which differ from machine to machine and from day to day, are not.",
    ...(holdSecrets(now.requests)
      ? ["The values of the secrets in the requests are not compared, because a baseline keeps none."]
      : []),
    ...(others.length === 0
      ? []
      : [`Not compared, because they are not what had the name in the baseline: ${otherArmsInWords(others)}.`]),
    ...(others.some(({ id }) => id === now.baselineArmId)
      ? [`Speed-ups refer to ${now.baselineArmId}, so they are not compared.`]
      : []),
    ...(missing.length === 0 ? [] : [`In the baseline and not in this run: ${missing.join(", ")}.`]),
  ];
}
