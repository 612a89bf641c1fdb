import type { Trend, TrendChange, TrendPoint, TrendSeries } from "./model.ts";
import type { Arm, MetricInfo, Run, Stated } from "../../model/index.ts";
import { contendersOf, isSweep } from "../../plan.ts";
import { changePoints, minimumStretch, type ChangePoint } from "../../stats/change-points.ts";
import { median } from "../../stats/quantile.ts";
import { appDifference, comparableApp } from "../comparable-app.ts";
import { comparableRequests } from "../comparable-requests.ts";
import { chosenWarmup } from "../conditions.ts";
import { evidenceOf } from "../../analysis/evidence.ts";
import { metrics } from "../../analysis/metrics.ts";
import { measuredTrials } from "../../analysis/counted.ts";
import { findWarnings, sealOf } from "../../analysis/warnings/index.ts";

/** A saved run, with the folder that it is in. */
export type FoundRun = { readonly folder: string; readonly run: Stated<Run> };

/**
 * How a metric went over saved runs that can be compared: of one scenario, the one that is named or else the one with
 * most runs; and of one machine, requests, load and warm-up, those with most of them. Left out, with the reason, are
 * the others, gates, which compare versions rather than follow one, sweeps, and invalid runs. Null when there is no such run.
 * @throws RangeError for a metric that is not in the table
 */
export function trendOf(found: readonly FoundRun[], metricId: string, scenario?: string): Trend | null {
  const metric = metrics.find(({ info }) => info.id === metricId);
  if (metric === undefined) throw new RangeError(`there is no metric called "${metricId}"`);
  const wanted = scenario ?? commonest(found.map(({ run }) => run.plan.scenario));
  const ofScenario = found.filter(({ run }) => run.plan.scenario === wanted);
  const likeness = commonest(
    ofScenario.filter(({ run }) => run.plan.gate === undefined && !isSweep(run.plan)).map(({ run }) => likenessOf(run)),
  );
  const first = ofScenario.find(({ run }) => likenessOf(run) === likeness);
  if (first === undefined || wanted === undefined) return null;
  const reasons = found.map((one) => ({ ...one, reason: reasonAgainst(one.run, wanted, first.run) }));
  const chosen = reasons
    .filter(({ reason }) => reason === null)
    .sort((a, b) => a.run.createdAt.localeCompare(b.run.createdAt));
  const arms = Map.groupBy(
    chosen.flatMap(({ run }) => contendersOf(run.plan)),
    nameOf,
  );
  const { cpuModel, availableParallelism, nodeVersion } = first.run.environment;
  return {
    scenario: wanted,
    metric: metric.info,
    machine: `${cpuModel}, ${availableParallelism} cores, Node.js ${nodeVersion}`,
    series: [...arms.keys()].map((name) => seriesOf(name, chosen, metric)),
    leftOut: reasons.flatMap(({ folder, reason }) => (reason === null ? [] : [{ folder, reason }])),
    minimumRuns: minimumStretch,
  };
}

function commonest(values: readonly string[]): string | undefined {
  const groups = Map.groupBy(values, (value) => value);
  return [...groups].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** What must be the same for two runs of a scenario to be compared, beside the app. */
function conditionsOf({ environment, plan }: Run): Readonly<Record<string, unknown>> {
  return {
    machine: environment.fingerprint,
    "set of requests": comparableRequests(plan.requests),
    load: plan.arms[0]?.load,
    "warm-up": chosenWarmup(plan),
  };
}

function likenessOf(run: Run): string {
  const { app } = run.plan;
  return JSON.stringify([conditionsOf(run), app === null ? null : comparableApp(app)]);
}

function reasonAgainst(run: Stated<Run>, scenario: string, first: Run): string | null {
  if (run.plan.scenario !== scenario) return `it is of the scenario ${run.plan.scenario}`;
  if (run.plan.gate !== undefined) return "it is a gate's";
  if (isSweep(run.plan)) return "it is a sweep";
  const wanted = conditionsOf(first);
  const other = Object.entries(conditionsOf(run)).find(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(wanted[name]),
  );
  const otherApp =
    run.plan.app === null || first.plan.app === null
      ? null
      : appDifference(comparableApp(first.plan.app), comparableApp(run.plan.app));
  if (otherApp !== null) return `its app has ${otherApp}`;
  if (other !== undefined) {
    const [name] = other;
    return name === "machine" ? `it is of another machine (${run.environment.cpuModel})` : `it has another ${name}`;
  }
  const seal = sealOf(findWarnings(evidenceOf(run)));
  return seal.status === "INVALID" ? "it is invalid" : null;
}

/**
 * What is one arm over all runs: its id, which has its workers only where a run has several counts of them, where a
 * deployment answers, and the programs that it rests on.
 */
function nameOf({ id, workers, software, deployment }: Arm): string {
  const name = workers === null || workers === 1 || id.endsWith(`×${workers}`) ? id : `${id}×${workers}`;
  const details = [deployment?.url, software].filter((detail) => detail !== undefined);
  return details.length === 0 ? name : `${name} (${details.join(", ")})`;
}

function seriesOf(name: string, chosen: readonly FoundRun[], metric: (typeof metrics)[number]): TrendSeries {
  const points = chosen.flatMap(({ folder, run }): readonly TrendPoint[] => {
    const arm = run.plan.arms.find((one) => nameOf(one) === name);
    const trials = measuredTrials(run).filter(({ armId }) => armId === arm?.id);
    const values = trials.flatMap((trial) => metric.read(trial) ?? []);
    const { createdAt, toolVersion } = run;
    return values.length === 0 ? [] : [{ folder, createdAt, toolVersion, value: median(values) }];
  });
  const changes = changePoints(points.map(({ value }) => value)).map((change) => changeOf(change, metric.info));
  return { armId: name, points, changes };
}

function changeOf({ index, p, before, after }: ChangePoint, { better }: MetricInfo): TrendChange {
  const ratio = after.mean / before.mean;
  const direction =
    better === null || ratio === 1 ? "neither" : ratio > 1 === (better === "higher") ? "better" : "worse";
  return { index, ratio, p, runsBefore: before.n, runsAfter: after.n, direction };
}
