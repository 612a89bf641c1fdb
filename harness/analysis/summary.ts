import {
  type ArmSummary,
  type FailureSummary,
  generatorsOf,
  type MeasuredTrial,
  type MetricSummary,
  type Run,
  type StatedArm,
} from "../model/index.ts";
import { medianInterval } from "../stats/order-interval.ts";
import { findBottleneck } from "./bottleneck.ts";
import { failedTrials, measuredTrials } from "./counted.ts";
import { mergeLatency, summariseKinds } from "./latency.ts";
import { kindP99, metrics } from "./metrics.ts";
import { summariseRoles } from "./roles.ts";
import { summariseSoak } from "./soak.ts";
import { summariseSpread } from "./spread.ts";
import { summariseTimeline } from "./timeline.ts";

/** Of the arm's own trials alone, not yet compared with any other. */
export type SoloSummary = Omit<ArmSummary, "ratioToBaseline" | "rank">;

export function summariseArm(run: Run, arm: StatedArm): SoloSummary {
  const trials = measuredTrials(run).filter((trial) => trial.armId === arm.id);
  const failed = failedTrials(run).filter((trial) => trial.armId === arm.id);
  return {
    armId: arm.id,
    strategy: arm.strategy,
    title: arm.facts.title,
    isSingle: arm.facts.isSingle,
    workers: arm.workers,
    isObserved: arm.deployment === undefined,
    measuredTrials: trials.length,
    failedTrials: failed.map(({ index, failure }) => ({ index, message: failure.message, hint: failure.hint })),
    metrics: summariseMetrics(trials, run.plan),
    latency: mergeLatency(trials.map((trial) => trial.load.latency)),
    kinds: summariseKinds(trials),
    timeline: summariseTimeline(trials),
    soak: summariseSoak(trials, arm.load),
    roles: summariseRoles(trials, generatorsOf(arm.load)),
    spread: summariseSpread(trials),
    bottleneck: findBottleneck(trials, arm),
    failures: summariseFailures(trials),
  };
}

/** The median over trials with its order-statistic interval, for each metric that any of the trials has. */
function summariseMetrics(trials: readonly MeasuredTrial[], { victim }: Run["plan"]): readonly MetricSummary[] {
  const table = victim === undefined ? metrics : [...metrics, kindP99(victim)];
  return table.flatMap(({ info, read }) => {
    const values = trials.flatMap((trial) => read(trial) ?? []);
    return values.length === 0 ? [] : [{ metric: info, estimate: medianInterval(values), values }];
  });
}

/** Failed requests of all trials by kind of request and of failure, the commonest first. */
function summariseFailures(trials: readonly MeasuredTrial[]): readonly FailureSummary[] {
  const byKind = new Map<string, FailureSummary>();
  for (const { request, kind, count, example } of trials.flatMap((trial) => trial.load.failures)) {
    const key = `${request ?? ""}\n${kind}`;
    const before = byKind.get(key);
    byKind.set(key, { kind, count: (before?.count ?? 0) + count, example: before?.example ?? example });
  }
  return [...byKind.values()].sort((a, b) => b.count - a.count);
}
