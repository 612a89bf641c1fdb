import { statedBy } from "../../targets/index.ts";
import type { Arm, Plan, Run, Stated, StatedArm } from "../model/index.ts";
import { isSweep, strategyLabel } from "../plan.ts";

/** A saved run, with what the strategies of its arms state of themselves: each arm's title tells it from the others. */
export function statedRun(run: Run): Stated<Run> {
  const { plan } = run;
  return { ...run, plan: { ...plan, arms: statedArms(plan, (arm) => titleIn(plan, arm)) } };
}

/** Arms with what their strategies state of themselves, and what they are called. */
export function statedArms({ arms }: Pick<Plan, "arms">, titleOf: (arm: Arm) => string): readonly StatedArm[] {
  return arms.map((arm) => ({ ...arm, facts: { ...statedBy(arm), title: titleOf(arm) } }));
}

/** What people call an arm: the strategy's title, with what distinguishes it from the run's other arms. */
function titleIn(plan: Plan, arm: Arm): string {
  const name = isSweep(plan) ? strategyLabel(arm) : arm.id;
  // An arm of a gate is called base or head, whatever its strategy.
  const rest = name.startsWith(arm.strategy) ? name.slice(arm.strategy.length) : `:${name}`;
  const nodeAt = arm.node === undefined ? rest.length : rest.lastIndexOf("@");
  const distinction = rest.slice(0, nodeAt).replace(/^:/, "");
  const parts = [statedBy(arm).title, distinction === "" ? "" : `(${distinction})`, rest.slice(nodeAt)];
  return parts.filter((part) => part !== "").join(" ");
}
