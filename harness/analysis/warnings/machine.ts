import type { MeasuredTrial, Warning } from "../model/index.ts";
import { list, percent, plural, significant } from "../units.ts";
import { isChanging } from "./changing-load.ts";
import { busyShareOfAllowed, coresInWords, usableCores } from "./cores.ts";
import { disturbanceThresholds } from "./disturbance.ts";
import { generatorsOfArm, indexesOf, perArm, shareInWords } from "./evidence.ts";
import type { Rule, TrialEvidence, TrialRule } from "./evidence.ts";
import { bindingLimits, generatorThrottledShare, sumOf, targetProcesses, throttledShare } from "./metrics.ts";

export const machineThresholds = {
  /** Share of the trials that may be disturbed before the run is in doubt. */
  disturbedTrials: 0.25,
  machineFullShare: 0.95,
  /** Share of the periods in which a CPU limit stopped the target, from which it is said. */
  throttledShare: 0.01,
  /** The same of the generator, from which what it measured is its own limit. */
  generatorThrottledShare: 0.1,
  /** Change from the first to the last third of the window, relative to their mean. */
  driftShare: 0.05,
  /** That change, in standard deviations of a count that varies as a Poisson variable does. */
  driftSigmas: 3,
  /** Share of an arm's trials that may drift the same way before the run is in doubt. */
  driftingTrials: 0.5,
} as const;

/** Generator and target on the same cores take from each other. */
export const coLocated: TrialRule = (evidence) => {
  const { trials } = evidence;
  const partsOf = (trial: MeasuredTrial): number => targetPartsOf(trial) + generatorsOfArm(evidence, trial.armId);
  const crowded = trials.filter((trial) => usableCores(trial) < partsOf(trial));
  const [first] = crowded;
  if (first === undefined) return [];
  const needed = Math.max(...crowded.map(partsOf));
  const full = crowded.some(
    (trial) => (busyShareOfAllowed(trial) ?? trial.machine.busyShare ?? 0) >= machineThresholds.machineFullShare,
  );
  const fullWords = full
    ? ` In some trials ${usableCores(first) < first.machine.cores ? "they were" : "the machine was"} full.`
    : "";
  return [
    {
      code: "co-located",
      severity: "note",
      meaning: `Up to ${needed} processes and threads, the load generator among them, shared ${coresInWords(usableCores(first))}.${fullWords} Ratios of requests per second may be understated for arms with more of them, or overstated for those with fewer.`,
      action: "Compare CPU per request as well, or measure on a machine with a core for each worker and one to spare.",
    },
  ];
};

/** Processes of the target, or threads where there are more of them; none that was not observed. */
function targetPartsOf(trial: MeasuredTrial): number {
  return Math.max(targetProcesses(trial)?.length ?? 0, trial.workers?.length ?? 0);
}

/** Time that the hypervisor gave to other machines. */
export const cpuStolen: TrialRule = (evidence) =>
  disturbed(
    evidence,
    disturbanceThresholds.stealShare,
    (trial) => trial.machine.stealShare,
    (most, which) => ({
      code: "cpu-stolen",
      meaning: `The hypervisor took up to ${percent(most)} of the CPU time away in ${which}.`,
      action: "Measure again at a quieter time or on a dedicated machine; ratios within a block suffer less.",
    }),
  );

/** Time that other programs took. */
export const foreignCpu: TrialRule = (evidence) =>
  disturbed(
    evidence,
    disturbanceThresholds.foreignCpuShare,
    (trial) => trial.machine.foreignCpuShare,
    (most, which) => ({
      code: "foreign-cpu",
      meaning: `Other programs used up to ${percent(most)} of the CPU time in ${which}.`,
      action: "Close what else runs on this machine, and measure again.",
    }),
  );

/** A limit of CPU time, as a container may have, that had an effect. */
export const cpuThrottled: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const throttled = trials.filter((trial) => (throttledShare(trial) ?? 0) > machineThresholds.throttledShare);
    const limits = throttled.flatMap(({ throttling }) => bindingLimits(throttling));
    const [first] = throttled;
    if (first === undefined) return [];
    const share = sumOf(limits, "throttledPeriods") / sumOf(limits, "periods");
    const cores = [...new Set(limits.map(({ limitCores }) => significant(limitCores, 2)))];
    const groups = plural(bindingLimits(first.throttling).length, "group of processes", "groups of processes");
    return [
      {
        code: "cpu-throttled",
        severity: "note",
        meaning: `A CPU limit of ${list(cores)} cores, on each of ${groups}, stopped them in ${percent(share, 2)} of the periods in which they ran, in ${shareInWords(throttled, trials)}.`,
        action:
          "The tail is that of the limit, and where it often stops them throughput is too. Raise it to see the strategy's own.",
        armId,
        trials: indexesOf(throttled),
      },
    ];
  });

/** A limit of CPU time that stops the generator stops its clock for every response: what it measures is the limit. */
export const generatorThrottled: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const throttled = trials.filter((trial) => generatorThrottledShare(trial) > machineThresholds.throttledShare);
    const [worst] = throttled.toSorted((a, b) => generatorThrottledShare(b) - generatorThrottledShare(a));
    const [limit] = bindingLimits(worst?.generatorThrottling);
    if (worst === undefined || limit === undefined) return [];
    const isOften = generatorThrottledShare(worst) > machineThresholds.generatorThrottledShare;
    return [
      {
        code: "generator-throttled",
        severity: isOften ? "invalid" : "suspect",
        meaning: `The load generator ran within a CPU limit of ${coresInWords(limit.limitCores)}, which stopped it in up to ${percent(generatorThrottledShare(worst), 2)} of the periods in ${shareInWords(throttled, trials)}: what was measured ${isOften ? "is" : "may be"} the limit, not the arm.`,
        action:
          "Lift the limit from where Broadside runs (docker --cpus, CPUQuota, a pod's limits.cpu); to measure an app within a limit, give it one of its own: the strategy docker with --cpus 0.5.",
        armId,
        trials: indexesOf(throttled),
      },
    ];
  });

/** Work that speeds up or slows down within the window was not warm, or is wearing out; but a load may change itself. */
export const notSteady: Rule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    if (isChanging(evidence.run.plan.arms.find(({ id }) => id === armId)?.load)) return [];
    const rising = trials.filter((trial) => driftOf(trial) > 0);
    const falling = trials.filter((trial) => driftOf(trial) < 0);
    const drifting = [...rising, ...falling].sort((a, b) => a.index - b.index);
    if (drifting.length === 0) return [];
    const oneWay = Math.max(rising.length, falling.length) > trials.length * machineThresholds.driftingTrials;
    const most = Math.max(...drifting.map((trial) => Math.abs(driftOf(trial))));
    const direction = rising.length >= falling.length ? "rose" : "fell";
    return [
      {
        code: "not-steady",
        severity: oneWay ? "suspect" : "note",
        meaning: `Throughput changed by up to ${percent(most, 2)} from the first to the last third of the window in ${shareInWords(drifting, trials)}; it mostly ${direction}.`,
        action: oneWay
          ? "Warm up and measure for longer; if it goes on, look for a leak or for something that fills up."
          : "No action needed where it happens now and then: the interval between trials covers it.",
        armId,
        trials: indexesOf(drifting),
      },
    ];
  });

/**
 * Relative change from the first to the last third of the window's whole bins, or 0 when it is within the threshold or
 * within what counting alone would explain.
 */
export function driftOf({ load: { bins, windowSeconds } }: MeasuredTrial): number {
  const [second] = bins.slice(1);
  const whole = second === undefined ? bins : bins.slice(0, Math.floor(windowSeconds / second.startSeconds + 1e-6));
  const third = Math.floor(whole.length / 3);
  if (third === 0) return 0;
  const count = (part: typeof bins): number => part.reduce((sum, bin) => sum + bin.completed, 0);
  const [first, last] = [count(whole.slice(0, third)), count(whole.slice(-third))];
  const change = last - first;
  const relative = (2 * change) / (first + last || 1);
  const beyondNoise = Math.abs(change) > machineThresholds.driftSigmas * Math.sqrt(first + last);
  return beyondNoise && Math.abs(relative) > machineThresholds.driftShare ? relative : 0;
}

function disturbed(
  { trials }: TrialEvidence,
  threshold: number,
  read: (trial: MeasuredTrial) => number | null,
  describe: (most: number, which: string) => Pick<Warning, "code" | "meaning" | "action">,
): readonly Warning[] {
  const affected = trials.filter((trial) => (read(trial) ?? 0) > threshold);
  if (affected.length === 0) return [];
  const most = Math.max(...affected.map((trial) => read(trial) ?? 0));
  const many = affected.length > trials.length * machineThresholds.disturbedTrials;
  return [
    {
      ...describe(most, shareInWords(affected, trials)),
      severity: many ? "suspect" : "note",
      trials: indexesOf(affected),
    },
  ];
}
