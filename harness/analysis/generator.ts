import type { MeasuredTrial } from "../model/index.ts";

/** Cores used by the generator; where it is several processes by the busiest, which has one core and no more. */
export function generatorCores({ load }: MeasuredTrial): number {
  return (load.busiestGeneratorCpuMicros ?? load.generatorCpuMicros) / (load.windowSeconds * 1e6);
}

/** Whose cores these are: the words that come before the generator's name in a sentence. */
export function busiestOf(trials: readonly MeasuredTrial[]): string {
  return trials.some(({ load }) => load.busiestGeneratorCpuMicros !== undefined) ? "busiest process of the " : "";
}
