import type { MeasuredTrial } from "../model/index.ts";
import { clock, list, percent, plural } from "../units.ts";
import { indexesOf, perArm, shareInWords, type TrialRule } from "./evidence.ts";
import { idleWorkersOf, isLeftOut } from "./idle.ts";
import { sumOf } from "./metrics.ts";
import { sharersOf } from "./spread.ts";
import { lateWorkers, silentWorkers, unreadInWords } from "./unread.ts";

export const workerThresholds = {
  /** Cores that a thread uses which is given work; one that waits uses a third of it. */
  threadCores: 0.01,
  /** Share of the app's CPU time that its pool uses where there is little to do, and that is given to it. */
  poolShare: 0.2,
} as const;

/** Workers that were asked for their counts and gave none: what they did is not known, and is not taken for nothing. */
export const workerSilent: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const silent = trials.filter((trial) => silentWorkers(trial).length > 0);
    const [first] = silent;
    if (first === undefined) return [];
    return [
      {
        code: "worker-silent",
        severity: "suspect",
        meaning: `In ${shareInWords(silent, trials)} a worker did not report, in trial ${first.index}: ${unreadInWords(first)}. Throughput and latency stand; its requests could not be held against the client's, nor its share be told.`,
        action: "Find out what keeps its event loop busy for so long, or measure when the machine is less full.",
        armId,
        trials: indexesOf(silent),
      },
    ];
  });

/** Workers that were so busy at an edge of the window that their counts are of another time. */
export const workerLate: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const late = trials.filter((trial) => lateWorkers(trial).length > 0 && silentWorkers(trial).length === 0);
    const [first] = late;
    if (first === undefined) return [];
    return [
      {
        code: "worker-late",
        severity: "note",
        meaning: `In ${shareInWords(late, trials)} a worker was too busy to report in time, in trial ${first.index}: ${unreadInWords(first)}. How the requests were spread over the workers is not told there; CPU time is the system's account.`,
        action: "Measure for longer (--duration) than the longest that its event loop is busy at a stretch.",
        armId,
        trials: indexesOf(late),
      },
    ];
  });

/** Part of the window by which the time may differ over which processes were looked at. */
const observedTolerance = 0.25;

/** Trials in which the harness itself came to look at the target far too late: the machine was too busy for it. */
export const windowMissed: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const missed = trials.filter(
      ({ load: { windowSeconds }, observedSeconds = windowSeconds }) =>
        Math.abs(observedSeconds - windowSeconds) > observedTolerance * windowSeconds,
    );
    const [first] = missed;
    if (first === undefined) return [];
    return [
      {
        code: "window-missed",
        severity: "suspect",
        meaning: `In ${shareInWords(missed, trials)} the target's processes were looked at over another time than the window, in trial ${first.index} over ${clock(first.observedSeconds ?? 0)} of ${clock(first.load.windowSeconds)}: the machine was too busy. Throughput and latency stand; CPU time is in proportion.`,
        action: "Close what else runs on this machine, or measure for longer (--duration).",
        armId,
        trials: indexesOf(missed),
      },
    ];
  });

/** A worker that got no request in any trial, where chance would have given it some: the arm is not what it is called. */
export const workerLeftOut: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const arm = evidence.run.plan.arms.find(({ id }) => id === armId);
    const [first] = trials;
    if (arm === undefined || first === undefined || !isLeftOut(arm, trials)) return [];
    const idle = idleWorkersOf(first);
    const of = plural(sharersOf(first).sharers.length, "worker");
    const which = idle.map(({ pid, threadId }) => (threadId === 0 ? `process ${pid}` : `thread ${threadId} of ${pid}`));
    return [
      {
        code: "worker-left-out",
        severity: "suspect",
        meaning: `In each of ${plural(trials.length, "trial")} ${idle.length} of ${of} got no request at all, in trial ${first.index} ${list(which)}: what was measured is the ${plural(sharersOf(first).sharers.length - idle.length, "worker")} that did.`,
        action: "See on which port and address each worker listens: the app may ask for a port of its own for each.",
        armId,
        trials: indexesOf(trials),
      },
    ];
  });

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
