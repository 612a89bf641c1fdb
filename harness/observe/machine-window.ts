import { cpus } from "node:os";
import type { MachineWindow } from "../model/index.ts";
import { allowedCores } from "./allowed-cores.ts";
import { readMachineTicks, readPressureMicros, ticksToMicros } from "./proc.ts";
import type { MachineTicks } from "./proc.ts";

/** The machine's counters at one moment. */
export type MachineSnapshot = {
  /** On a clock that never goes back. */
  readonly atMicros: number;
  readonly ticks: MachineTicks | null;
  readonly pressureMicros: number | null;
};

export type OpenMachineWindow = {
  /**
   * Ends the window.
   * @param ours CPU time that our own processes used within it: target group, generator, dependencies, harness; null
   * where some of them were not observed, so that they cannot be told from foreign ones.
   */
  readonly close: (ours: { readonly cpuMicros: number | null }) => MachineWindow;
};

/**
 * Starts to watch what the rest of the machine does.
 *
 * Steal is the 8th figure of the cpu line in /proc/stat, pressure is `some total` in /proc/pressure/cpu. CPU time is
 * counted in clock ticks of 10 ms for each process and for the machine, so that over 3 s on 2 cores a share is good to
 * about 0.5 percentage points: enough to see 5% of foreign CPU, not to see 0.1%.
 */
export function openMachineWindow(): OpenMachineWindow {
  const start = takeSnapshot();
  const allowed = allowedCores();
  return {
    close: (ours) => ({ ...machineWindowBetween(start, takeSnapshot(), ours.cpuMicros), allowedCores: allowed }),
  };
}

function takeSnapshot(): MachineSnapshot {
  return {
    atMicros: performance.now() * 1_000,
    ticks: readMachineTicks(),
    pressureMicros: readPressureMicros(),
  };
}

/** The window between two snapshots. Shares lie between 0 and 1; null where either snapshot lacks the counter. */
export function machineWindowBetween(
  start: MachineSnapshot,
  end: MachineSnapshot,
  oursCpuMicros: number | null,
): MachineWindow {
  const elapsedMicros = end.atMicros - start.atMicros;
  const cores = end.ticks?.cores ?? cpus().length;
  const pressureMicros = difference(start.pressureMicros, end.pressureMicros);
  const pressureShare = pressureMicros === null ? null : shareOf(pressureMicros, elapsedMicros);
  const used = usedBetween(start.ticks, end.ticks);
  if (used === null) return { cores, stealShare: null, foreignCpuShare: null, pressureShare, busyShare: null };
  const capacityMicros = elapsedMicros * cores;
  return {
    cores,
    stealShare: shareOf(used.stealMicros, capacityMicros),
    foreignCpuShare: oursCpuMicros === null ? null : shareOf(used.busyMicros - oursCpuMicros, capacityMicros),
    pressureShare,
    busyShare: shareOf(used.busyMicros, capacityMicros),
  };
}

function usedBetween(
  start: MachineTicks | null,
  end: MachineTicks | null,
): { readonly busyMicros: number; readonly stealMicros: number } | null {
  if (start === null || end === null) return null;
  // Sandboxes that imitate /proc show figures that never move. That is not an idle machine.
  if (end.totalTicks === start.totalTicks) return null;
  return {
    busyMicros: ticksToMicros(end.busyTicks - start.busyTicks),
    stealMicros: ticksToMicros(end.stealTicks - start.stealTicks),
  };
}

function difference(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : end - start;
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}
