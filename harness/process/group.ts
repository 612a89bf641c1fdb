import { setTimeout as delay } from "node:timers/promises";
import { systemCodeOf, BroadsideError } from "../errors.ts";
import { isGroupEmpty } from "../observe/processes.ts";

/** How long a killed process may take to disappear: it may be in the middle of a system call. */
const disappearMillis = 3_000;
const pollMillis = 5;

function killGroup(groupId: number): void {
  try {
    process.kill(-groupId, "SIGKILL");
  } catch (error) {
    if (systemCodeOf(error) !== "ESRCH") throw error;
  }
}

/**
 * Ends every process of a group that is still there, and proves that none is left.
 * Rejects with `target-left-processes` when one survives SIGKILL.
 */
export async function endGroup(groupId: number): Promise<void> {
  if (isGroupEmpty(groupId)) return;
  killGroup(groupId);
  for (let waited = 0; waited < disappearMillis; waited += pollMillis) {
    if (isGroupEmpty(groupId)) return;
    await delay(pollMillis);
  }
  throw new BroadsideError(
    "target-left-processes",
    `processes of group ${groupId} are still there after SIGKILL`,
    `Look at them with: ps -o pid,stat,cmd -g ${groupId}`,
  );
}
