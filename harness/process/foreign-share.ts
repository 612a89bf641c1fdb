import { openMachineWindow } from "../observe/machine-window.ts";
import { sampleProcess } from "../observe/processes.ts";
import type { Family } from "./remains.ts";

/**
 * Begins to watch what other programs take of the machine's CPU time while a target boots. The result tells their share
 * until then; null where the system does not.
 */
export function watchForeignShare(family: Pick<Family, "members">): () => number | null {
  const window = openMachineWindow();
  const ownStart = process.cpuUsage();
  return () => {
    const own = process.cpuUsage(ownStart);
    const target = (family.members() ?? []).reduce((sum, pid) => sum + (sampleProcess(pid)?.cpuMicros ?? 0), 0);
    return window.close({ cpuMicros: own.user + own.system + target }).foreignCpuShare;
  };
}
