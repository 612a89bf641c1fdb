import type { MeasuredTrial } from "../../model/index.ts";
import { clock, list, percent, plural } from "../../units.ts";
import { perArm, seenAmong, type TrialRule } from "../evidence.ts";
import { idleWorkersOf, isLeftOut } from "../idle.ts";
import { sumOf } from "../metrics.ts";
import { sharersOf } from "../spread.ts";
import { lateWorkers, silentWorkers, unreadInWords } from "../unread.ts";
import { warningKind, seenIn, warn, type Seen } from "./kind.ts";

export const workerThresholds = {
  /** Cores that a thread uses which is given work; one that waits uses a third of it. */
  threadCores: 0.01,
  /** Share of the app's CPU time that its pool uses where there is little to do, and that is given to it. */
  poolShare: 0.2,
} as const;

/** Part of the window by which the time may differ over which processes were looked at. */
const observedTolerance = 0.25;

/** Who did not report in time, in the first of the trials. */
type Unread = Seen & { readonly whichWorkers: string };

type LeftOut = Seen & {
  readonly workers: number;
  readonly idleWorkers: number;
  /** Those of the first trial. */
  readonly whichWorkers: readonly string[];
};

export const workerWarnings = {
  workerSilent: warningKind({
    code: "worker-silent",
    title: "workers that did not report",
    severities: ["suspect"],
    meaning: ({ whichWorkers, ...seen }: Unread) =>
      `In ${seenIn(seen)} a worker did not report, in trial ${seen.trials[0]}: ${whichWorkers}. Throughput and latency are valid; its requests could not be checked against the client's, and its share is unknown.`,
    action: () => "Find out what keeps its event loop busy for so long, or measure when the machine is less busy.",
  }),
  workerLate: warningKind({
    code: "worker-late",
    title: "workers that reported late",
    severities: ["note"],
    meaning: ({ whichWorkers, ...seen }: Unread) =>
      `In ${seenIn(seen)} a worker was too busy to report in time, in trial ${seen.trials[0]}: ${whichWorkers}. There the spread of requests over the workers is unknown; CPU time is taken from the system.`,
    action: () => "Measure for longer (--duration) than its event loop is ever busy at a stretch.",
  }),
  windowMissed: warningKind({
    code: "window-missed",
    title: "processes observed over a different time",
    severities: ["suspect"],
    meaning: ({
      observedSeconds,
      windowSeconds,
      ...seen
    }: Seen & { readonly observedSeconds: number; readonly windowSeconds: number }) =>
      `In ${seenIn(seen)} the target's processes were observed over a different time than the window, in trial ${seen.trials[0]} over ${clock(observedSeconds)} of ${clock(windowSeconds)}: the machine was too busy. Throughput and latency are valid; CPU time is scaled in proportion.`,
    action: () => "Close other programs on this machine, or measure for longer (--duration).",
  }),
  workerLeftOut: warningKind({
    code: "worker-left-out",
    title: "workers without requests",
    severities: ["suspect"],
    meaning: ({ trials, workers, idleWorkers, whichWorkers }: LeftOut) =>
      `In each of ${plural(trials.length, "trial")} ${idleWorkers} of ${plural(workers, "worker")} got no request at all, in trial ${trials[0]} ${list(whichWorkers)}: the figures are those of the other ${plural(workers - idleWorkers, "worker")}.`,
    action: () => "Check the port and address each worker listens on: the app may request a separate port for each.",
  }),
  poolUnused: warningKind({
    code: "pool-unused",
    title: "a thread pool without work",
    severities: ["note"],
    meaning: (seen: Seen) =>
      `In ${seenIn(seen)} no thread of its pool used ${percent(workerThresholds.threadCores, 1)} of a core: its main thread did the work, as in a single process.`,
    action: () =>
      "Check that the app reads its number of threads from that variable (--pool-variable), and that the requests have CPU work that it passes to them.",
  }),
};

/** Workers that were asked for their counts and gave none: what they did is not known, and is not taken for nothing. */
export const workerSilent: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const silent = trials.filter((trial) => silentWorkers(trial).length > 0);
    const [first] = silent;
    if (first === undefined) return [];
    const whichWorkers = unreadInWords(first) ?? "";
    return [warn(workerWarnings.workerSilent, "suspect", { armId, ...seenAmong(silent, trials), whichWorkers })];
  });

/** Workers that were so busy at an edge of the window that their counts are of another time. */
export const workerLate: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const late = trials.filter((trial) => lateWorkers(trial).length > 0 && silentWorkers(trial).length === 0);
    const [first] = late;
    if (first === undefined) return [];
    const whichWorkers = unreadInWords(first) ?? "";
    return [warn(workerWarnings.workerLate, "note", { armId, ...seenAmong(late, trials), whichWorkers })];
  });

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
      warn(workerWarnings.windowMissed, "suspect", {
        armId,
        ...seenAmong(missed, trials),
        observedSeconds: first.observedSeconds ?? 0,
        windowSeconds: first.load.windowSeconds,
      }),
    ];
  });

/** A worker that got no request in any trial, where chance would have given it some: the arm is not what it is called. */
export const workerLeftOut: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const arm = evidence.run.plan.arms.find(({ id }) => id === armId);
    const [first] = trials;
    if (arm === undefined || first === undefined || !isLeftOut(arm, trials)) return [];
    const idle = idleWorkersOf(first);
    return [
      warn(workerWarnings.workerLeftOut, "suspect", {
        armId,
        ...seenAmong(trials, trials),
        workers: sharersOf(first).sharers.length,
        idleWorkers: idle.length,
        whichWorkers: idle.map(({ pid, threadId }) =>
          threadId === 0 ? `process ${pid}` : `thread ${threadId} of ${pid}`,
        ),
      }),
    ];
  });

/** A pool of threads that is not given the work: the arm is one process with one thread, whatever it is called. */
export const poolUnused: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const arm = evidence.run.plan.arms.find(({ id }) => id === armId);
    if (arm?.facts.usesPoolOfApp !== true || arm.workers === 1) return [];
    const unused = trials.filter(isPoolUnused);
    if (unused.length <= trials.length / 2) return [];
    return [warn(workerWarnings.poolUnused, "note", { armId, ...seenAmong(unused, trials) })];
  });

function isPoolUnused({ workers, load }: MeasuredTrial): boolean {
  const pool = (workers ?? []).filter(({ threadId }) => threadId > 0);
  const share = sumOf(pool, "cpuMicros") / sumOf(workers ?? [], "cpuMicros");
  const mostMicros = Math.max(0, ...pool.map(({ cpuMicros }) => cpuMicros));
  return share < workerThresholds.poolShare && mostMicros < workerThresholds.threadCores * load.windowSeconds * 1e6;
}
