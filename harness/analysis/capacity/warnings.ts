import type { ArmCapacity, CapacityRun, MeasuredTrial, Probe, TrialFailure, Warning } from "../../model/index.ts";
import { list, plural } from "../../units.ts";
import { disturbanceOf } from "../disturbance.ts";
import { causesFirst } from "../causes.ts";
import { countsDisagree, notObserved, schemesDiffer } from "../rules-load.ts";
import { coLocated, cpuStolen, cpuThrottled, foreignCpu, generatorThrottled } from "../rules-machine.ts";
import { resuming } from "../resuming.ts";
import { notEnded } from "../rules-run.ts";
import { workDiffers } from "../rules-work.ts";
import { workerLate, workerLeftOut, workerSilent } from "../rules-workers.ts";
import { trialsAt } from "./arm.ts";
import { countedProbes } from "./course.ts";

function measured(probes: readonly Probe[]): readonly MeasuredTrial[] {
  return probes.flatMap(({ trial }) => (trial.status === "measured" ? [trial] : []));
}

/** All warnings of a search, by what explains the rest, then the gravest first. */
export function warningsOf(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const evidence = { run, trials: measured(run.probes.filter(({ leftOut }) => leftOut === null)) };
  const found = [
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
  ];
  return causesFirst(found, evidence.trials);
}

/** Why an arm has no result: the failure that its sentence quotes. */
function failureOf({ probes }: CapacityRun, armId: string): TrialFailure | null {
  const last = probes.findLast((probe) => probe.armId === armId && probe.trial.status === "failed");
  return last?.trial.status === "failed" ? last.trial.failure : null;
}

function nothingHeld(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  if (arms.some(({ outcome }) => outcome !== "failed")) return [];
  const sentences = new Set(arms.map(({ sentence }) => sentence));
  const hints = new Set(arms.flatMap(({ armId }) => failureOf(run, armId)?.hint ?? []));
  return [
    {
      code: "nothing-measured",
      severity: "invalid",
      meaning: ["No arm ran: there is nothing to plan with.", ...sentences].join(" "),
      action: [...hints].join(" "),
    },
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
    const hint = failureOf(run, armId)?.hint ?? "";
    return armId === baseline?.id
      ? {
          code: "baseline-failed",
          severity: "invalid",
          meaning: `The arm that the others are compared with has no result. ${sentence}`,
          action: `Put another strategy first in --targets, or mend what it says. ${hint}`.trimEnd(),
          armId,
        }
      : {
          code: "trials-failed",
          severity: "suspect",
          meaning: `It has no result. ${sentence}`,
          action: `Leave it out of --targets, or mend what it says. ${hint}`.trimEnd(),
          armId,
        };
  });
}

/** Arms of which nothing is known, since the generator was at its limit at every rate. */
function generatorAlone(arms: readonly ArmCapacity[]): readonly Warning[] {
  return arms.flatMap(({ armId, held, isAtLeast }) =>
    held === null && isAtLeast
      ? [
          {
            code: "generator-late",
            severity: "suspect",
            meaning:
              "The generator was at its limit at every rate that was tried: nothing is known of what the arm holds.",
            action: "Measure on a machine with a core to spare for the generator, or when no other programs run.",
            armId,
          },
        ]
      : [],
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
    return first === undefined
      ? []
      : [
          {
            code: "end-disturbed",
            severity: "suspect",
            meaning: `What it holds or misses rests on trials that were disturbed from outside (${disturbanceOf(first)?.inWords}), of which a quarter had been left out already.`,
            action: "Close what else runs on this machine, and measure again.",
            armId,
            trials: disturbed.map(({ index }) => index),
          },
        ];
  });
}

function unfinished(run: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const open = arms.filter(({ outcome }) => outcome === "narrowing");
  if (open.length === 0) return [];
  return [
    {
      code: "not-confirmed",
      severity: "note",
      meaning: `${open.length} of ${plural(arms.length, "arm")} ${open.length === 1 ? "was" : "were"} not confirmed when the search ended.`,
      action: `Continue it: ${resuming(run, "capacity")} (--time gives it longer).`,
    },
  ];
}

/** Rates so low that the longest trial did not hold the requests that an objective takes. */
function tooFewRequests({ plan }: CapacityRun, arms: readonly ArmCapacity[]): readonly Warning[] {
  const few = arms.flatMap(({ armId, held, points }) => {
    const requests = points.flatMap(({ kind, offered, requests: sent }) =>
      kind === "full" && offered === held?.rate ? [sent] : [],
    );
    // Arrivals at random are now and then a fifth fewer than intended.
    return requests.some((sent) => sent < 0.8 * plan.search.fewestRequests) ? [armId] : [];
  });
  if (few.length === 0) return [];
  return [
    {
      code: "too-few-requests",
      severity: "suspect",
      meaning: `At the rates that ${list(few)} hold, a trial has fewer than ${plan.search.fewestRequests} requests, which the objectives take: their percentiles are little more than maxima.`,
      action: "Bound a lower percentile, or read the rates as rough.",
    },
  ];
}

function disturbedTrials({ probes }: CapacityRun): readonly Warning[] {
  const disturbed = probes.flatMap(({ leftOut: reason, trial }) => (reason === null ? [] : [{ reason, trial }]));
  if (disturbed.length === 0) return [];
  const which = disturbed.map(({ reason, trial }) => `${trial.index} (${reason})`).join("; ");
  return [
    {
      code: "trials-left-out",
      severity: "note",
      meaning: `Not counted: trial ${which}.`,
      action:
        "No action needed: trials are left out for what the machine did or for a worker that did not report, never for how fast the target was.",
      trials: disturbed.map(({ trial }) => trial.index),
    },
  ];
}
