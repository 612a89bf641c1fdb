import { countedTrials } from "../course.ts";
import type { MetricInfo, Run, Trend, TrendChange, TrendPoint, TrendSeries } from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { changePoints, minimumStretch, type ChangePoint } from "../stats/change-points.ts";
import { median } from "../stats/quantile.ts";
import { throughputTable } from "./compare.ts";
import { metrics } from "./metrics.ts";
import { measuredTrials } from "./summary.ts";
import { findWarnings, sealOf } from "./validity.ts";

/** A saved run, with the folder that it is in. */
export type FoundRun = { readonly folder: string; readonly run: Run };

/**
 * How a metric went over saved runs: those of one scenario on one machine, the scenario that is named or else the one
 * with most runs, and the machine with most of them. Invalid runs are left out. Null when there is no such run.
 * @throws RangeError for a metric that is not in the table
 */
export function trendOf(found: readonly FoundRun[], metricId: string, scenario?: string): Trend | null {
  const metric = metrics.find(({ info }) => info.id === metricId);
  if (metric === undefined) throw new RangeError(`no metric is called "${metricId}"`);
  const wanted = scenario ?? commonest(found.map(({ run }) => run.plan.scenario));
  const ofScenario = found.filter(({ run }) => run.plan.scenario === wanted);
  const fingerprint = commonest(ofScenario.map(({ run }) => run.environment.fingerprint));
  const first = ofScenario.find(({ run }) => run.environment.fingerprint === fingerprint);
  if (first === undefined || wanted === undefined) return null;
  const reasons = found.map((one) => ({ ...one, reason: reasonAgainst(one.run, wanted, fingerprint) }));
  const chosen = reasons
    .filter(({ reason }) => reason === null)
    .sort((a, b) => a.run.createdAt.localeCompare(b.run.createdAt));
  const armIds = [...new Set(chosen.flatMap(({ run }) => contendersOf(run.plan).map(({ id }) => id)))];
  const { cpuModel, availableParallelism, nodeVersion } = first.run.environment;
  return {
    scenario: wanted,
    metric: metric.info,
    machine: `${cpuModel}, ${availableParallelism} cores, Node.js ${nodeVersion}`,
    series: armIds.map((armId) => seriesOf(armId, chosen, metric)),
    leftOut: reasons.flatMap(({ folder, reason }) => (reason === null ? [] : [{ folder, reason }])),
    minimumRuns: minimumStretch,
  };
}

function commonest(values: readonly string[]): string | undefined {
  const groups = Map.groupBy(values, (value) => value);
  return [...groups].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function reasonAgainst(run: Run, scenario: string, fingerprint: string | undefined): string | null {
  if (run.plan.scenario !== scenario) return `it is of the scenario ${run.plan.scenario}`;
  if (run.environment.fingerprint !== fingerprint) return `it is of another machine (${run.environment.cpuModel})`;
  const trials = measuredTrials({ ...run, trials: countedTrials(run) });
  const armIds = contendersOf(run.plan).map(({ id }) => id);
  const seal = sealOf(findWarnings({ run, trials, throughput: throughputTable(trials, armIds) }));
  return seal.status === "INVALID" ? "it is invalid" : null;
}

function seriesOf(armId: string, chosen: readonly FoundRun[], metric: (typeof metrics)[number]): TrendSeries {
  const points = chosen.flatMap(({ folder, run }): readonly TrendPoint[] => {
    const trials = measuredTrials({ ...run, trials: countedTrials(run) }).filter((trial) => trial.armId === armId);
    const values = trials.flatMap((trial) => metric.read(trial) ?? []);
    const { createdAt, toolVersion } = run;
    return values.length === 0 ? [] : [{ folder, createdAt, toolVersion, value: median(values) }];
  });
  const changes = changePoints(points.map(({ value }) => value)).map((change) => changeOf(change, metric.info));
  return { armId, points, changes };
}

function changeOf({ index, p, before, after }: ChangePoint, { better }: MetricInfo): TrendChange {
  const ratio = after.mean / before.mean;
  const direction =
    better === null || ratio === 1 ? "neither" : ratio > 1 === (better === "higher") ? "better" : "worse";
  return { index, ratio, p, runsBefore: before.n, runsAfter: after.n, direction };
}
