import { plural, significant } from "../units.ts";
import { ratioOf } from "./compare.ts";
import { indexesOf } from "./evidence.ts";
import type { Rule } from "./evidence.ts";

export const runThresholds = {
  /** How far a speed-up may pass the number of cores. */
  speedUpOverCores: 1.05,
} as const;

/** Trials that failed. Without the baseline there is nothing to compare with. */
export const trialsFailed: Rule = ({ run }) =>
  run.plan.arms.flatMap(({ id }) => {
    const own = run.trials.filter((trial) => trial.armId === id);
    const failed = own.filter((trial) => trial.status === "failed");
    const [first] = failed;
    if (first === undefined) return [];
    const all = failed.length === own.length;
    const consequence = all ? " It has no result." : " Its other trials stand for it.";
    return [
      {
        code: "trials-failed",
        severity: all && id === run.plan.baselineArmId ? "invalid" : "suspect",
        meaning: `${failed.length} of ${plural(own.length, "trial")} failed: ${firstSentence(first.failure.message)}${consequence}`,
        action: first.failure.hint,
        armId: id,
        trials: indexesOf(failed),
      },
    ];
  });

/** A failure's message without the app's own output, which takes lines of its own and is kept in the run. */
function firstSentence(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return `${line.replace(/(?:, after printing|; it printed)?:$|\.$/, "")}.`;
}

/** A run that was stopped before its end. */
export const notFinished: Rule = ({ run }) => {
  const missing = run.plan.trials.length - run.trials.length;
  if (missing <= 0) return [];
  return [
    {
      code: "not-finished",
      severity: "note",
      meaning: `The run was stopped early: ${missing} of ${plural(run.plan.trials.length, "planned trial")} did not take place.`,
      action: "Finish it with --resume.",
    },
  ];
};

/** More than the cores can give, against one process: something is wrong until it is explained. */
export const speedUpAboveCores: Rule = ({ run, trials, throughput }) => {
  const single = run.plan.arms.find((arm) => arm.strategy === "single");
  const cores = Math.max(0, ...trials.map((trial) => trial.machine.cores));
  if (single === undefined) return [];
  return run.plan.arms.flatMap((arm) => {
    const ratio = arm === single ? null : ratioOf(throughput, arm.id, single.id);
    if (ratio === null || ratio.value <= cores * runThresholds.speedUpOverCores) return [];
    return [
      {
        code: "speed-up-above-cores",
        severity: "suspect" as const,
        meaning: `CPU speed-up above core count: ${significant(ratio.value)} times the throughput of ${single.id} on ${plural(cores, "core")}.`,
        action: `Find out what held ${single.id} back, or what ${arm.id} leaves out, before you rely on the ratio.`,
        armId: arm.id,
      },
    ];
  });
};
