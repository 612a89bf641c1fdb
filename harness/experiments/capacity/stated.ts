import { statedBy } from "../../../targets/index.ts";
import { statedArms } from "../../cli/stated.ts";
import type { Arm, Stated } from "../../model/index.ts";
import type { CapacityRun } from "./model.ts";

/** A saved search, with what the strategies of its arms state of themselves: each has one title for all its numbers of workers. */
export function statedSearch(run: CapacityRun): Stated<CapacityRun> {
  const { plan } = run;
  return { ...run, plan: { ...plan, arms: statedArms(plan, titleWithOptions) } };
}

function titleWithOptions(arm: Arm): string {
  const { title } = statedBy(arm);
  const values = Object.values(arm.options);
  return values.length === 0 ? title : `${title} (${values.join(", ")})`;
}
