import type { MeasuredTrial } from "../model/index.ts";

/** Cores that the trial's processes could use: those allowed, which may be a part of one, or all of the machine's. */
export function usableCores({ machine }: Pick<MeasuredTrial, "machine">): number {
  return machine.allowedCores ?? machine.cores;
}

/**
 * How busy target and generator kept the cores that they may use, where these are not all of the machine's, 0 to 1; null
 * where they are, which the machine's own counters tell, and where the target was not observed.
 */
export function busyShareOfAllowed({ machine, load, processes }: MeasuredTrial): number | null {
  const { cores, allowedCores = cores } = machine;
  if (processes === null || allowedCores >= cores) return null;
  const micros = processes.reduce((sum, { cpuMicros }) => sum + cpuMicros, load.generatorCpuMicros);
  return Math.min(1, micros / (load.windowSeconds * 1e6 * allowedCores));
}
