import { nextProbe, withProbe } from "../../harness/experiments/capacity/analysis/course.ts";
import {
  capacitySchemaName,
  capacitySchemaVersion,
  type CapacityPlan,
  type CapacityRun,
  type PlannedProbe,
} from "../../harness/experiments/capacity/model.ts";
import type { MeasuredTrial, Requirement, TrialResult } from "../../harness/model/index.ts";
import { makeRun, type ArmShape } from "./trials.ts";

export const underHundred: Requirement = {
  text: "p99<100ms",
  metricId: "latency-p99",
  comparison: "<",
  value: 100_000,
  unit: "µs",
};

export const fewErrors: Requirement = {
  text: "errors<=0.1%",
  metricId: "error-share",
  comparison: "<=",
  value: 0.001,
  unit: "share",
};

/** A made-up search. Everything that is not given is plausible, and the same every time. */
export type CapacityShape = {
  readonly arms: readonly (string | ArmShape)[];
  /** The highest rate at which a trial meets p99 < 100 ms; it may differ from trial to trial. */
  readonly limit: (armId: string, trial: number) => number;
  /** Closed-loop throughput; by default 1.2 times the limit. */
  readonly saturation?: (armId: string, trial: number) => number;
  readonly plan?: Partial<Omit<CapacityPlan, "search">> & { readonly search?: Partial<CapacityPlan["search"]> };
  readonly cores?: number;
  /** Ends the search after so many trials. */
  readonly most?: number;
  /** The last word on each trial. */
  readonly trial?: (trial: MeasuredTrial, probe: PlannedProbe) => TrialResult;
  readonly leftOut?: (index: number) => string | null;
};

/** A search that has not begun. */
export function newCapacityRun(shape: CapacityShape): CapacityRun {
  const { arms, cores, plan } = shape;
  const run = makeRun({ arms, ...(cores === undefined ? {} : { cores }), blocks: 1 });
  const { scenario, title, description, app, dependencies, requests, notApplicable, warmupSeconds, seed, fair } =
    run.plan;
  const { search, ...others } = plan ?? {};
  return {
    schema: capacitySchemaName,
    version: capacitySchemaVersion,
    toolVersion: run.toolVersion,
    createdAt: run.createdAt,
    finishedAt: null,
    program: run.program,
    command: ["capacity", "--scenario", scenario, "--slo", "p99<100ms"],
    plan: {
      scenario,
      title,
      description,
      app,
      dependencies,
      requests,
      notApplicable,
      warmupSeconds,
      seed,
      fair,
      arms: run.plan.arms,
      connections: 256,
      objectives: [underHundred, fewErrors],
      arrivals: "poisson",
      ...others,
      search: {
        saturations: 1,
        shortSeconds: 1.5,
        fullSeconds: 3,
        fewestRequests: 100,
        step: 1.05,
        confirmations: 6,
        ...search,
      },
    },
    environment: run.environment,
    probes: [],
  };
}

/** A search carried out on made-up targets. */
export function makeCapacityRun(shape: CapacityShape): CapacityRun {
  let run = newCapacityRun(shape);
  for (let probe = nextProbe(run); probe !== null; probe = nextProbe(run)) {
    if (run.probes.length >= (shape.most ?? Infinity)) return run;
    const index = run.probes.length;
    const trial = makeProbeTrial(shape, run, probe, index);
    run = withProbe(run, { ...probe, trial, leftOut: shape.leftOut?.(index) ?? null });
  }
  return { ...run, finishedAt: "2026-03-14T09:41:12.000Z" };
}

/** The 99th percentile over the median of the made-up latencies. */
const p99OverMedian = 99 ** 0.15;

/** What a trial of the search measures of the made-up targets. */
export function makeProbeTrial(
  shape: CapacityShape,
  run: CapacityRun,
  probe: PlannedProbe,
  index: number,
): TrialResult {
  const { armId, rate, measuredSeconds } = probe;
  const limit = shape.limit(armId, index);
  const saturation = shape.saturation?.(armId, index) ?? 1.2 * limit;
  // Latency rises steeply with the load, and passes 100 ms where the limit is; nothing is left unanswered.
  const p99 = Math.min(60e6, 100_000 * ((rate ?? limit) / limit) ** 4);
  const [made] = makeRun({
    arms: [
      run.plan.arms
        .map(({ id, strategy, workers, options }) => ({ id, strategy, workers: workers ?? 1, options }))
        .find(({ id }) => id === armId) ?? armId,
    ],
    blocks: 1,
    measuredSeconds,
    cores: shape.cores ?? 8,
    throughput: () => rate ?? saturation,
    latencyMicros: () => p99 / p99OverMedian,
  }).trials;
  if (made?.status !== "measured") throw new Error("a made-up trial is measured");
  const block = run.probes.filter((earlier) => earlier.armId === armId).length;
  const trial = { ...made, index, block, position: 0 };
  return shape.trial?.(trial, probe) ?? trial;
}
