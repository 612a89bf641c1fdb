import type { MeasuredTrial, Run, Seal, Warning } from "../model/index.ts";
import { evidenceOf } from "./evidence.ts";
import { findWarnings, sealOf } from "./validity.ts";

/** What the machine did beside the app: another run may well say something. */
const noise: ReadonlySet<string> = new Set(["cpu-stolen", "foreign-cpu"]);

export function isNoise({ code }: Warning): boolean {
  return noise.has(code);
}

/** What makes a gate invalid, and another run suspect: pairs that were not alike, and a version that boots only now and then. */
const graveInGate: ReadonlySet<string> = new Set(["trials-failed", "not-ended", "canary-differs"]);

/** Share of an arm's trials in which the generator may be near its end. */
const saturatedShare = 0.25;

/** A gate is stricter than a comparison, also where the generator is at its end. */
export function gateSeal(run: Run, trials: readonly MeasuredTrial[]): Seal {
  return sealOf(findWarnings(evidenceOf(run)).map((warning) => graver(warning, trials)));
}

function graver(warning: Warning, trials: readonly MeasuredTrial[]): Warning {
  const own = trials.filter(({ armId }) => armId === warning.armId).length;
  const isSaturated =
    warning.code === "generator-saturated" && (warning.trials?.length ?? 0) > saturatedShare * Math.max(1, own);
  return isSaturated || graveInGate.has(warning.code) ? { ...warning, severity: "invalid" } : warning;
}
