import type { Disturbance, MeasuredTrial } from "../model/index.ts";
import { percent } from "../units.ts";
import { unreadInWords } from "./unread.ts";

/** Shares of the window's CPU time above which a trial was disturbed from outside. */
export const disturbanceThresholds = { stealShare: 0.02, foreignCpuShare: 0.05 } as const;

/**
 * What disturbed a trial; null when nothing did. It looks at the machine, and at whether all workers reported: never at
 * how fast the target was.
 */
export function disturbanceOf(trial: MeasuredTrial): Disturbance | null {
  const { machine } = trial;
  const { stealShare, foreignCpuShare } = machine;
  if (stealShare !== null && stealShare > disturbanceThresholds.stealShare) {
    return { cause: "steal", inWords: `${percent(stealShare)} of the CPU time was stolen by the hypervisor` };
  }
  if (foreignCpuShare !== null && foreignCpuShare > disturbanceThresholds.foreignCpuShare) {
    return { cause: "foreign-cpu", inWords: `other programs used ${percent(foreignCpuShare)} of the CPU time` };
  }
  const inWords = unreadInWords(trial);
  return inWords === null ? null : { cause: "unread", inWords };
}
