import { judgeGate } from "../../harness/experiments/gate/analysis/index.ts";
import { statedRun } from "../../harness/cli/stated.ts";
import type { GateSettings, Requirement, Run } from "../../harness/model/index.ts";
import type { GateReportInput } from "../../harness/experiments/gate/report/report.ts";
import type { InconclusiveAs } from "../../reports/verdict.ts";
import type { RunShape } from "./run-shape.ts";
import { makeRun } from "./trials.ts";

export type GateShape = {
  /** Head's throughput over base's. */
  readonly ratio?: number;
  /** Spread of that ratio over pairs. */
  readonly noise?: number;
  readonly pairs?: number;
  readonly looks?: readonly number[];
  readonly gate?: Partial<GateSettings>;
  readonly inconclusive?: InconclusiveAs;
} & Partial<Pick<RunShape, "trial" | "arms">>;

const wobble = [0.3, -0.8, 0.5, -0.1, 0.9, -0.6, 0.2, -0.4, 0.7, -0.9, 0.1, -0.2, 0.6];

/** A made-up run of a gate: base at 1,000 req/s, with CPU per request following throughput. */
export function makeGateRun(shape: GateShape = {}): Run {
  const { ratio = 1, noise = 0.01, pairs = 12, looks = [pairs], arms = [], gate = {} } = shape;
  const settings: GateSettings = {
    base: { label: "HEAD~1 (1a2b3c4)", commit: "1a2b3c4d5e6f708192a3b4c5d6e7f80912a3b4c5" },
    head: { label: "the working folder", commit: null },
    baseArmId: "base",
    headArmId: "head",
    metrics: ["throughput", "cpu-per-request"],
    tolerance: 0.05,
    minimalEffect: 0.03,
    requirements: [],
    ...gate,
  };
  return makeRun({
    arms: [{ strategy: "cluster-os", id: "base" }, { strategy: "cluster-os", id: "head" }, ...arms],
    blocks: pairs,
    plan: { looks, gate: settings },
    throughput: (arm, block) =>
      arm === "head"
        ? 1_000 * ratio * (1 + noise * (wobble[block % wobble.length] ?? 0))
        : arm === "base"
          ? 1_000
          : 500,
    ...(shape.trial === undefined ? {} : { trial: shape.trial }),
  });
}

/** What a gate's report is made from. */
export function gateInput(shape: GateShape = {}): GateReportInput {
  const run = makeGateRun(shape);
  const { gate } = run.plan;
  if (gate === undefined) throw new Error("the run has no gate");
  return { run, gate, result: judgeGate(statedRun(run)), inconclusive: shape.inconclusive ?? "report" };
}

export function requirement(change: Partial<Requirement> = {}): Requirement {
  return { text: "p99<50ms", metricId: "latency-p99", comparison: "<", value: 50_000, unit: "µs", ...change };
}
