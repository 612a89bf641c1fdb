import { analyse } from "../../harness/analysis/index.ts";
import { statedRun } from "../../harness/cli/stated.ts";
import type { Load, Run } from "../../harness/model/index.ts";
import { makePlan } from "../../harness/plan.ts";
import type { ReportInput } from "../../reports/report.ts";
import { makeRun, type ObservedTrial } from "./trials.ts";

/** Requests and connections of the busiest of two workers over the mean, by arm and block. */
export type SkewOf = (armId: string, block: number) => number;

const strategies = ["cluster-round-robin", "cluster-os", "reuseport"];

function loadOf(connections: number, connectionMode: Load["connectionMode"]): Load {
  return { kind: "closed", connections, connectionMode, timeoutSeconds: 10 };
}

/** The trial with its work shared that unevenly. */
function skewed(trial: ObservedTrial, skew: number): ObservedTrial {
  const total = trial.load.counts.completed;
  const shares = [Math.round((total * skew) / 2), total - Math.round((total * skew) / 2)];
  let next = 0;
  const workers = trial.workers.map((worker) => {
    if (worker.role !== "worker") return worker;
    const requests = shares[next++] ?? 0;
    return { ...worker, requests, connections: requests };
  });
  return { ...trial, workers };
}

/** A sweep of three strategies over 2 and 8 connections of both kinds. */
export function makeSweep(skewOf: SkewOf, blocks = 8): Run {
  const loads = [loadOf(2, "keep-alive"), loadOf(8, "keep-alive"), loadOf(2, "per-request"), loadOf(8, "per-request")];
  const { plan } = makeRun({ arms: strategies, blocks });
  const { arms, trials, baselineArmId } = makePlan({
    ...plan,
    scenario: {
      ...plan,
      name: plan.scenario,
      bound: "",
      connectionMode: "keep-alive",
      connections: 2,
      timeoutSeconds: 10,
      strategies,
    },
    load: loadOf(2, "keep-alive"),
    arms: loads.flatMap((load) => strategies.map((strategy) => ({ strategy, options: {}, workers: 2, load }))),
  });
  return makeRun({
    arms: strategies,
    blocks,
    plan: { arms, trials, baselineArmId },
    trial: (trial) => skewed(trial, skewOf(trial.armId, trial.block)),
  });
}

/** Round-robin even, the system's choice uneven, the hash as chance has it. */
export const usualSkew: SkewOf = (armId, block) => {
  if (armId.includes("new") || armId.startsWith("cluster-round-robin")) return 1 + 0.001 * (block % 3);
  if (armId.startsWith("cluster-os")) return (armId.includes("at 2 ") ? 1.8 : 1.6) + 0.01 * (block % 4);
  return armId.includes("at 2 ") ? ([1, 2][block % 2] ?? 1) : 1.2 + 0.04 * (block % 4);
};

export function sweepInput(blocks = 8): ReportInput {
  const run = makeSweep(usualSkew, blocks);
  return { run, analysis: analyse(statedRun(run)) };
}
