import { openCpuAccount } from "../observe/cpu-account.ts";
import { openMachineWindow } from "../observe/machine-window.ts";
import type { Family } from "./remains.ts";

/**
 * Begins to watch what other programs take of the machine's CPU time while a target boots. The result tells their share
 * until then; null where the system does not.
 */
export function watchForeignShare(family: Pick<Family, "members">): () => number | null {
  const window = openMachineWindow();
  const members = (): readonly number[] => family.members() ?? [];
  const account = openCpuAccount(members(), members);
  const ownStart = process.cpuUsage();
  return () => {
    const own = process.cpuUsage(ownStart);
    const target = [...account().values()].reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
    return window.close({ cpuMicros: own.user + own.system + target }).foreignCpuShare;
  };
}
