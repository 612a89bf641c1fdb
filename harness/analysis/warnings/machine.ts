import type { MeasuredTrial, Warning } from "../../model/index.ts";
import { median } from "../../stats/quantile.ts";
import { coresInWords, list, percent, plural, significant } from "../../units.ts";
import { isChanging } from "../changing-load.ts";
import { busyShareOfAllowed, usableCores } from "../cores.ts";
import { disturbanceThresholds } from "../disturbance.ts";
import { generatorsOfArm, perArm, seenAmong, type Rule, type TrialEvidence, type TrialRule } from "../evidence.ts";
import { bindingLimits, generatorThrottledShare, sumOf, targetProcesses, throttledShare } from "../metrics.ts";
import { warningKind, seenIn, warn, type Seen, type WarningKind } from "./kind.ts";

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

/** CPU time that was taken from what was measured: the most in a trial, and in the typical one. */
type Taken = Seen & { readonly mostShare: number; readonly typicalShare: number };

type TakenKind = WarningKind<Taken, "note" | "suspect">;

export const machineWarnings = {
  generatorThrottled: warningKind({
    code: "generator-throttled",
    title: "a load generator stopped by a CPU limit",
    severities: ["suspect", "invalid"],
    meaning: ({
      limitCores,
      throttledShare: share,
      isOften,
      ...seen
    }: Seen & { readonly limitCores: number; readonly throttledShare: number; readonly isOften: boolean }) =>
      `The load generator ran within a CPU limit of ${coresInWords(limitCores)}, which stopped it in up to ${percent(share, 2)} of the periods in ${seenIn(seen)}: the figures ${isOften ? "reflect" : "may reflect"} the limit, not the arm.`,
    action: () =>
      "Lift the limit where Broadside runs (docker --cpus, CPUQuota, a pod's limits.cpu); to measure an app within a limit, give it its own: the strategy docker with --cpus 0.5.",
  }),
  cpuStolen: warningKind({
    code: "cpu-stolen",
    title: "CPU time stolen by the hypervisor",
    severities: ["note", "suspect"],
    meaning: ({ mostShare, ...seen }: Taken) =>
      `The hypervisor took up to ${percent(mostShare)} of the CPU time in ${seenIn(seen)}.`,
    action: () => "Measure again at a quieter time or on a dedicated machine; ratios within a block suffer less.",
  }),
  foreignCpu: warningKind({
    code: "foreign-cpu",
    title: "CPU time used by other programs",
    severities: ["note", "suspect"],
    meaning: ({ mostShare, ...seen }: Taken) =>
      `Other programs used up to ${percent(mostShare)} of the CPU time in ${seenIn(seen)}.`,
    action: () => "Close other programs on this machine and measure again.",
  }),
  notSteady: warningKind({
    code: "not-steady",
    title: "unsteady throughput",
    severities: ["note", "suspect"],
    meaning: ({ changeShare, isRising, ...seen }: Drift) =>
      `Throughput changed by up to ${percent(changeShare, 2)} from the first to the last third of the window in ${seenIn(seen)}; it mostly ${isRising ? "rose" : "fell"}.`,
    action: ({ isOneWay }) =>
      isOneWay
        ? "Warm up and measure for longer; if it persists, look for a leak or for something that fills up."
        : "No action needed if it is occasional: the interval between trials covers it.",
  }),
  cpuThrottled: warningKind({
    code: "cpu-throttled",
    title: "a target stopped by a CPU limit",
    severities: ["note"],
    meaning: ({ limitsCores, groups, throttledShare: share, ...seen }: Throttled) =>
      `A CPU limit of ${list(limitsCores)} cores, on each of ${plural(groups, "group of processes", "groups of processes")}, stopped them in ${percent(share, 2)} of the periods in which they ran, in ${seenIn(seen)}.`,
    action: () =>
      "The tail reflects the limit, and so does throughput where it often stops them. Raise it to see the strategy's own.",
  }),
  coLocated: warningKind({
    code: "co-located",
    title: "generator and target on the same cores",
    severities: ["note"],
    meaning: ({ parts, usableCores: cores, isFull, isAllowedPart }: Shared) => {
      const full = isFull ? ` In some trials ${isAllowedPart ? "they were" : "the machine was"} full.` : "";
      return `Up to ${parts} processes and threads, the load generator among them, shared ${coresInWords(cores)}.${full} Ratios of requests per second may be understated for arms with more of them, or overstated for those with fewer.`;
    },
    action: () => "Compare CPU per request as well, or measure on a machine with a core per worker and one to spare.",
  }),
};

/** Share of the machine's CPU time, in the typical trial, from which its loss may explain whatever else was found. */
const crowdedShare = 0.25;

const takers: ReadonlySet<string> = new Set([machineWarnings.cpuStolen.code, machineWarnings.foreignCpu.code]);

/** Whether it is about CPU time that went to others: no fault of what was measured, and another run may be free of it. */
export function isTaken({ code }: Pick<Warning, "code">): boolean {
  return takers.has(code);
}

/** Whether it says that so much of the machine was taken away that the rest may follow from that. */
export function takesMachine(warning: Warning): boolean {
  return isTaken(warning) && Number(warning.figures["typicalShare"]) >= crowdedShare;
}

type Drift = Seen & { readonly changeShare: number; readonly isRising: boolean; readonly isOneWay: boolean };

type Throttled = Seen & {
  readonly limitsCores: readonly string[];
  readonly groups: number;
  readonly throttledShare: number;
};

type Shared = {
  readonly parts: number;
  readonly usableCores: number;
  /** Whether those that may be used are only some of the machine's. */
  readonly isAllowedPart: boolean;
  readonly isFull: boolean;
};

/** Generator and target on the same cores take from each other. */
export const coLocated: TrialRule = (evidence) => {
  const { trials } = evidence;
  const partsOf = (trial: MeasuredTrial): number => targetPartsOf(trial) + generatorsOfArm(evidence, trial.armId);
  const crowded = trials.filter((trial) => usableCores(trial) < partsOf(trial));
  const [first] = crowded;
  if (first === undefined) return [];
  return [
    warn(machineWarnings.coLocated, "note", {
      parts: Math.max(...crowded.map(partsOf)),
      usableCores: usableCores(first),
      isAllowedPart: usableCores(first) < first.machine.cores,
      isFull: crowded.some(
        (trial) => (busyShareOfAllowed(trial) ?? trial.machine.busyShare ?? 0) >= machineThresholds.machineFullShare,
      ),
    }),
  ];
};

/** Processes of the target, or threads where there are more of them; none that was not observed. */
function targetPartsOf(trial: MeasuredTrial): number {
  return Math.max(targetProcesses(trial)?.length ?? 0, trial.workers?.length ?? 0);
}

/** Time that the hypervisor gave to other machines. */
export const cpuStolen: TrialRule = (evidence) =>
  taken(machineWarnings.cpuStolen, evidence, disturbanceThresholds.stealShare, ({ machine }) => machine.stealShare);

/** Time that other programs took. */
export const foreignCpu: TrialRule = (evidence) =>
  taken(
    machineWarnings.foreignCpu,
    evidence,
    disturbanceThresholds.foreignCpuShare,
    ({ machine }) => machine.foreignCpuShare,
  );

function taken(
  of: TakenKind,
  { trials }: TrialEvidence,
  threshold: number,
  read: (trial: MeasuredTrial) => number | null,
): readonly Warning[] {
  const shareOf = (trial: MeasuredTrial): number => read(trial) ?? 0;
  const affected = trials.filter((trial) => shareOf(trial) > threshold);
  if (affected.length === 0) return [];
  const isOften = affected.length > trials.length * machineThresholds.disturbedTrials;
  return [
    warn(of, isOften ? "suspect" : "note", {
      ...seenAmong(affected, trials),
      mostShare: Math.max(...affected.map(shareOf)),
      typicalShare: median(trials.map(shareOf)),
    }),
  ];
}

/** A limit of CPU time, as a container may have, that had an effect. */
export const cpuThrottled: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const throttled = trials.filter((trial) => (throttledShare(trial) ?? 0) > machineThresholds.throttledShare);
    const limits = throttled.flatMap(({ throttling }) => bindingLimits(throttling));
    const [first] = throttled;
    if (first === undefined) return [];
    return [
      warn(machineWarnings.cpuThrottled, "note", {
        armId,
        ...seenAmong(throttled, trials),
        limitsCores: [...new Set(limits.map(({ limitCores }) => significant(limitCores, 2)))],
        groups: bindingLimits(first.throttling).length,
        throttledShare: sumOf(limits, "throttledPeriods") / sumOf(limits, "periods"),
      }),
    ];
  });

/** A limit of CPU time that stops the generator stops its clock for every response: what it measures is the limit. */
export const generatorThrottled: TrialRule = (evidence) =>
  perArm(evidence, (armId, trials) => {
    const throttled = trials.filter((trial) => generatorThrottledShare(trial) > machineThresholds.throttledShare);
    const [worst] = throttled.toSorted((a, b) => generatorThrottledShare(b) - generatorThrottledShare(a));
    const [limit] = bindingLimits(worst?.generatorThrottling);
    if (worst === undefined || limit === undefined) return [];
    const share = generatorThrottledShare(worst);
    const isOften = share > machineThresholds.generatorThrottledShare;
    return [
      warn(machineWarnings.generatorThrottled, isOften ? "invalid" : "suspect", {
        armId,
        ...seenAmong(throttled, trials),
        limitCores: limit.limitCores,
        throttledShare: share,
        isOften,
      }),
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
    const isOneWay = Math.max(rising.length, falling.length) > trials.length * machineThresholds.driftingTrials;
    return [
      warn(machineWarnings.notSteady, isOneWay ? "suspect" : "note", {
        armId,
        ...seenAmong(drifting, trials),
        changeShare: Math.max(...drifting.map((trial) => Math.abs(driftOf(trial)))),
        isRising: rising.length >= falling.length,
        isOneWay,
      }),
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
