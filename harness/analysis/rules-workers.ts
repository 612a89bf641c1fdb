import type { MeasuredTrial } from "../model/index.ts";
import { percent } from "../units.ts";
import { indexesOf, perArm, shareInWords, type TrialRule } from "./evidence.ts";
import { sumOf } from "./metrics.ts";

export const workerThresholds = {
  /** Cores that a thread uses which is given work; one that waits uses a third of it. */
  threadCores: 0.01,
  /** Share of the app's CPU time that its pool uses where there is little to do, and that is given to it. */
  poolShare: 0.2,
} as const;

/** A pool of threads that is not given the work: the arm is one process with one thread, whatever it is called. */
export const poolUnused: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const arm = evidence.run.plan.arms.find(({ id }) => id === armId);
    if (arm?.strategy !== "worker-threads" || arm.workers === 1) return [];
    const unused = trials.filter(isPoolUnused);
    if (unused.length <= trials.length / 2) return [];
    return [
      {
        code: "pool-unused",
        severity: "note",
        meaning: `In ${shareInWords(unused, trials)} no thread of its pool used ${percent(workerThresholds.threadCores, 1)} of a core: its main thread did the work, as that of a single process does.`,
        action:
          "Check that the app takes its number of threads from that variable (--pool-variable), and that what is requested has CPU work which it gives to them.",
        armId,
        trials: indexesOf(unused),
      },
    ];
  });

function isPoolUnused({ workers, load }: MeasuredTrial): boolean {
  const pool = (workers ?? []).filter(({ threadId }) => threadId > 0);
  const share = sumOf(pool, "cpuMicros") / sumOf(workers ?? [], "cpuMicros");
  const mostMicros = Math.max(0, ...pool.map(({ cpuMicros }) => cpuMicros));
  return share < workerThresholds.poolShare && mostMicros < workerThresholds.threadCores * load.windowSeconds * 1e6;
}
