import type { Plan, Run } from "../../harness/model/index.ts";
import { makeRun } from "./trials.ts";

/** A run of the plan that has just begun. */
export function newRun(plan: Plan): Run {
  return { ...makeRun({ arms: ["single"], blocks: 1 }), plan, finishedAt: null, trials: [] };
}
