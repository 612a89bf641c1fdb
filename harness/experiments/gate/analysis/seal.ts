import type { MeasuredTrial, Run, Seal, Stated, Warning } from "../../../model/index.ts";
import { evidenceOf } from "../../../analysis/evidence.ts";
import { findWarnings, sealOf } from "../../../analysis/warnings/index.ts";
import { loadWarnings } from "../../../analysis/warnings/load.ts";
import { runWarnings } from "../../../analysis/warnings/run.ts";

/** What makes a gate invalid, and another run suspect: pairs that were not alike, and a version that boots only now and then. */
const graveInGate: ReadonlySet<string> = new Set(
  [runWarnings.trialsFailed, runWarnings.notEnded, runWarnings.canaryDiffers].map(({ code }) => code),
);

/** Share of an arm's trials in which the generator may be near its end. */
const saturatedShare = 0.25;

/** A gate is stricter than a comparison, also where the generator is at its end. */
export function gateSeal(run: Stated<Run>, trials: readonly MeasuredTrial[]): Seal {
  return sealOf(findWarnings(evidenceOf(run)).map((warning) => graver(warning, trials)));
}

function graver(warning: Warning, trials: readonly MeasuredTrial[]): Warning {
  const own = trials.filter(({ armId }) => armId === warning.armId).length;
  const isSaturated =
    warning.code === loadWarnings.generatorSaturated.code &&
    (warning.trials?.length ?? 0) > saturatedShare * Math.max(1, own);
  return isSaturated || graveInGate.has(warning.code) ? { ...warning, severity: "invalid" } : warning;
}
