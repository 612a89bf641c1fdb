import type { Seal, Warning } from "../../model/index.ts";
import { isSweep } from "../../plan.ts";
import { causesFirst } from "../causes.ts";
import { everyMeasuredTrial } from "../counted.ts";
import type { Evidence, Rule } from "../evidence.ts";
import { errorsFound, errorWarnings, nothingCompleted } from "./errors.ts";
import {
  countsDisagree,
  connectionsHeld,
  fellBehind,
  generatorLate,
  generatorSaturated,
  loadWarnings,
  notObserved,
  schemesDiffer,
  unevenSpread,
} from "./load.ts";
import {
  coLocated,
  cpuStolen,
  cpuThrottled,
  foreignCpu,
  generatorThrottled,
  machineWarnings,
  notSteady,
} from "./machine.ts";
import {
  blocksReplaced,
  canaryDiffers,
  notEnded,
  notFinished,
  runWarnings,
  speedUpAboveCores,
  trialsFailed,
} from "./run.ts";
import { workDiffers, workWarnings } from "./work.ts";
import { poolUnused, windowMissed, workerLate, workerLeftOut, workerSilent, workerWarnings } from "./workers.ts";

/** Every kind of warning of a run; those of a capacity search are beside it. */
export const warningKinds = [
  errorWarnings,
  loadWarnings,
  machineWarnings,
  runWarnings,
  workWarnings,
  workerWarnings,
].flatMap((some) => Object.values(some));

/** Every check of a run, gravest subject first. To add one, add a line. */
const rules: readonly Rule[] = [
  trialsFailed,
  // What is left of a trial runs on, whether the trial counts or not.
  ({ run, saved }) => notEnded({ run, trials: everyMeasuredTrial(saved) }),
  nothingCompleted,
  errorsFound,
  workDiffers,
  workerSilent,
  countsDisagree,
  generatorThrottled,
  generatorSaturated,
  generatorLate,
  speedUpAboveCores,
  cpuStolen,
  foreignCpu,
  canaryDiffers,
  notSteady,
  unevenSpread,
  workerLeftOut,
  workerLate,
  windowMissed,
  poolUnused,
  connectionsHeld,
  fellBehind,
  schemesDiffer,
  cpuThrottled,
  coLocated,
  notObserved,
  blocksReplaced,
  notFinished,
];

/** What they find does not put in doubt how evenly a load was spread, or is what a sweep is about. */
const ofSpeed: ReadonlySet<Rule> = new Set([generatorSaturated, generatorLate, notSteady, unevenSpread, coLocated]);

/** All warnings of a run, those of its trials included, by what explains the rest, then the gravest first. */
export function findWarnings(evidence: Evidence): readonly Warning[] {
  const own = isSweep(evidence.run.plan) ? rules.filter((rule) => !ofSpeed.has(rule)) : rules;
  return causesFirst(own.flatMap((rule) => rule(evidence)));
}

export function sealOf(warnings: readonly Warning[]): Seal {
  const reasons = warnings.filter((warning) => warning.severity !== "note");
  if (reasons.length === 0) return { status: "VALID", reasons };
  const invalid = reasons.some((warning) => warning.severity === "invalid");
  return { status: invalid ? "INVALID" : "SUSPECT", reasons };
}
