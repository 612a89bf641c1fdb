import type { MeasuredTrial } from "../model/index.ts";
import { median } from "../stats/quantile.ts";

/** Of its core, beyond which a generator may measure itself. */
const limitCores = 0.8;

/** Cores used by the generator; where it is several processes by the busiest, which has one core and no more. */
export function generatorCores({ load }: MeasuredTrial): number {
  return (load.busiestGeneratorCpuMicros ?? load.generatorCpuMicros) / (load.windowSeconds * 1e6);
}

/** Whether a generator that used so much of its core may be what was measured. */
export function isGeneratorFull(cores: number): boolean {
  return cores > limitCores;
}

/** What the generator used in the typical trial: by this the seal, the sentence on what limits an arm, and findings judge it. */
export function typicalGeneratorCores(trials: readonly MeasuredTrial[]): number {
  return median(trials.map(generatorCores));
}

/** Whose cores these are: the words that come before the generator's name in a sentence. */
export function busiestOf(trials: readonly MeasuredTrial[]): string {
  return trials.some(({ load }) => load.busiestGeneratorCpuMicros !== undefined) ? "busiest process of the " : "";
}
