import type { CapacityRun, Probe } from "../model.ts";
import type { ArmCapacity } from "../result.ts";
import type { MeasuredTrial, Stated, TrialFailure, Warning } from "../../../model/index.ts";
import { list, plural } from "../../../units.ts";
import { causesFirst } from "../../../analysis/causes.ts";
import { disturbanceOf } from "../../../analysis/disturbance.ts";
import { indexesOf } from "../../../analysis/evidence.ts";
import { resuming } from "../../../analysis/resuming.ts";
import { warningKind, warn } from "../../../analysis/warnings/kind.ts";
import { countsDisagree, notObserved, schemesDiffer } from "../../../analysis/warnings/load.ts";
import {
  coLocated,
  cpuStolen,
  cpuThrottled,
  foreignCpu,
  generatorThrottled,
} from "../../../analysis/warnings/machine.ts";
import { notEnded } from "../../../analysis/warnings/run.ts";
import { workDiffers } from "../../../analysis/warnings/work.ts";
import { workerLate, workerLeftOut, workerSilent } from "../../../analysis/warnings/workers.ts";
import { trialsAt } from "./arm.ts";
import { countedProbes } from "./course.ts";

/** Why an arm has no result, and what its failure says about that. */
type Without = { readonly sentence: string; readonly advice: string };

export const capacityWarnings = {
  nothingMeasured: warningKind({
    code: "nothing-measured",
    title: "no arm ran",
    severities: ["invalid"],
    meaning: ({ sentences }: { readonly sentences: readonly string[]; readonly advice: string }) =>
      ["No arm ran: there is nothing to plan from.", ...sentences].join(" "),
    action: ({ advice }) => advice,
  }),
  baselineFailed: warningKind({
    code: "baseline-failed",
    title: "a baseline without a result",
    severities: ["invalid"],
    meaning: ({ sentence }: Without) =>
      `The baseline, which the other arms are compared with, has no result. ${sentence}`,
    action: ({ advice }) => `Put another strategy first in --targets, or fix the cause. ${advice}`.trimEnd(),
  }),
  armFailed: warningKind({
    code: "arm-failed",
    title: "an arm without a result",
    severities: ["suspect"],
    meaning: ({ sentence }: Without) => `It has no result. ${sentence}`,
    action: ({ advice }) => `Leave it out of --targets, or fix the cause. ${advice}`.trimEnd(),
  }),
  generatorLimit: warningKind({
    code: "generator-limit",
    title: "a load generator at its limit",
    severities: ["suspect"],
    meaning: () => "The generator was at its limit at every rate tried: it is unknown what the arm holds.",
    action: () => "Measure on a machine with a core to spare for the generator, or while no other programs run.",
  }),
  endDisturbed: warningKind({
    code: "end-disturbed",
    title: "results based on disturbed trials",
    severities: ["suspect"],
    meaning: ({ disturbance }: { readonly disturbance: string }) =>
      `The rate it holds or misses is based on trials disturbed from outside (${disturbance}), after a quarter of all trials had already been discarded.`,
    action: () => "Close other programs on this machine and measure again.",
  }),
  tooFewRequests: warningKind({
    code: "too-few-requests",
    title: "trials with few requests",
    severities: ["suspect"],
    meaning: ({ arms, fewestRequests }: { readonly arms: readonly string[]; readonly fewestRequests: number }) =>
      `At the rates held by ${list(arms)}, a trial has fewer than the ${fewestRequests} requests that the objectives need: its percentiles are little more than maxima.`,
    action: () => "Bound a lower percentile, or treat the rates as rough.",
  }),
  notConfirmed: warningKind({
    code: "not-confirmed",
    title: "unconfirmed rates",
    severities: ["note"],
    meaning: ({ openArms, arms }: { readonly openArms: number; readonly arms: number; readonly advice: string }) =>
      `${openArms} of ${plural(arms, "arm")} ${openArms === 1 ? "was" : "were"} not confirmed when the search ended.`,
    action: ({ advice }) => advice,
  }),
  trialsLeftOut: warningKind({
    code: "trials-left-out",
    title: "discarded trials",
    severities: ["note"],
    meaning: ({ which }: { readonly which: readonly string[] }) => `Discarded: trial ${which.join("; ")}.`,
    action: () =>
      "No action needed: trials are discarded because of the machine or a worker that did not report, never because of the target's speed.",
  }),
};

function measured(probes: readonly Probe[]): readonly MeasuredTrial[] {
  return probes.flatMap(({ trial }) => (trial.status === "measured" ? [trial] : []));
}

/** All warnings of a search, by what explains the rest, then the gravest first. */
export function warningsOf(run: Stated<CapacityRun>, arms: readonly ArmCapacity[]): readonly Warning[] {
  const evidence = { run, trials: measured(run.probes.filter(({ leftOut }) => leftOut === null)) };
  return causesFirst([
    ...nothingHeld(run, arms),
    ...armsFailed(run, arms),
    ...notEnded({ run, trials: measured(run.probes) }),
    ...[
      workDiffers,
      workerSilent,
      countsDisagree,
      generatorThrottled,
      workerLeftOut,
      workerLate,
      cpuStolen,
      foreignCpu,
      schemesDiffer,
      cpuThrottled,
      coLocated,
      notObserved,
    ].flatMap((rule) => rule(evidence)),
    ...generatorAlone(arms),
    ...endsDisturbed(run, arms),
    ...unfinished(run, arms),
    ...tooFewRequests(run, arms),
    ...disturbedTrials(run),
  ]);
}

/** Why an arm has no result: the failure that its sentence quotes. */
function failureOf({ probes }: CapacityRun, armId: string): TrialFailure | null {
  const last = probes.findLast((probe) => probe.armId === armId && probe.trial.status === "failed");
  return last?.trial.status === "failed" ? last.trial.failure : null;
}

function nothingHeld(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  if (arms.some(({ outcome }) => outcome !== "failed")) return [];
  const hints = new Set(arms.flatMap(({ armId }) => failureOf(run, armId)?.hint ?? []));
  return [
    warn(capacityWarnings.nothingMeasured, "invalid", {
      sentences: [...new Set(arms.map(({ sentence }) => sentence))],
      advice: [...hints].join(" "),
    }),
  ];
}

/**
 * Arms without a result. Without the first, which the others are held against, what they hold says nothing of what they
 * gain.
 */
function armsFailed(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const [baseline] = run.plan.arms;
  const failed = arms.filter(({ outcome }) => outcome === "failed");
  if (failed.length === arms.length) return [];
  return failed.map(({ armId, sentence }) => {
    const found = { armId, sentence, advice: failureOf(run, armId)?.hint ?? "" };
    return armId === baseline?.id
      ? warn(capacityWarnings.baselineFailed, "invalid", found)
      : warn(capacityWarnings.armFailed, "suspect", found);
  });
}

/** Arms of which nothing is known, since the generator was at its limit at every rate. */
function generatorAlone(arms: readonly ArmCapacity[]): readonly Warning[] {
  return arms.flatMap(({ armId, held, isAtLeast }) =>
    held === null && isAtLeast ? [warn(capacityWarnings.generatorLimit, "suspect", { armId })] : [],
  );
}

/** Ends of which at least half of the trials that speak for them were disturbed, when no more could be left out. */
function endsDisturbed(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  return arms.flatMap(({ armId, held, missed }) => {
    const probes = countedProbes(run, armId);
    const disturbed = [held, missed].flatMap((end) => {
      const trials = trialsAt(probes, end);
      const own = trials.filter((trial) => disturbanceOf(trial) !== null);
      return own.length * 2 >= trials.length ? own : [];
    });
    const [first] = disturbed;
    if (first === undefined) return [];
    const disturbance = disturbanceOf(first)?.inWords ?? "";
    return [warn(capacityWarnings.endDisturbed, "suspect", { armId, trials: indexesOf(disturbed), disturbance })];
  });
}

function unfinished(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const open = arms.filter(({ outcome }) => outcome === "narrowing");
  if (open.length === 0) return [];
  return [
    warn(capacityWarnings.notConfirmed, "note", {
      openArms: open.length,
      arms: arms.length,
      advice: `Continue it: ${resuming(run, "capacity")} (--time gives it longer).`,
    }),
  ];
}

/** Rates so low that the longest trial did not hold the requests that an objective takes. */
function tooFewRequests({ plan }: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const { fewestRequests } = plan.search;
  const few = arms.flatMap(({ armId, held, points }) => {
    const requests = points.flatMap(({ kind: point, offered, requests: sent }) =>
      point === "full" && offered === held?.rate ? [sent] : [],
    );
    // Arrivals at random are now and then a fifth fewer than intended.
    return requests.some((sent) => sent < 0.8 * fewestRequests) ? [armId] : [];
  });
  return few.length === 0 ? [] : [warn(capacityWarnings.tooFewRequests, "suspect", { arms: few, fewestRequests })];
}

function disturbedTrials({ probes }: CapacityRun): readonly Warning[] {
  const disturbed = probes.flatMap(({ leftOut: reason, trial }) => (reason === null ? [] : [{ reason, trial }]));
  if (disturbed.length === 0) return [];
  return [
    warn(capacityWarnings.trialsLeftOut, "note", {
      which: disturbed.map(({ reason, trial }) => `${trial.index} (${reason})`),
      trials: indexesOf(disturbed.map(({ trial }) => trial)),
    }),
  ];
}
