import { setTimeout as delay } from "node:timers/promises";
import { systemCodeOf, BroadsideError } from "../errors.ts";
import { isAlive, isGroupEmpty, markedProcesses, processGroupMembers } from "../observe/processes.ts";

/** How long a killed process may take to disappear: it may be in the middle of a system call. */
const disappearMillis = 3_000;
const pollMillis = 5;

/** By what the processes of a target are found. */
export type Remains = {
  readonly groupId: number;
  /** The `NAME=value` in the environment of all that it started, also of what left the group. */
  readonly mark: string;
};

/** The living processes of a target, in its group or wherever else they went; null where the system does not tell. */
export function membersOf({ groupId, mark }: Remains): readonly number[] | null {
  const group = processGroupMembers(groupId);
  return group === null ? null : [...new Set([...group, ...markedProcesses(mark)])];
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch (error) {
    if (systemCodeOf(error) !== "ESRCH") throw error;
  }
}

/** Kills what is left; false when nothing is. A process that is about to end shows no mark any more: `marked` keeps it. */
function killRest({ groupId, mark }: Remains, marked: Set<number>): boolean {
  const isGroupLeft = !isGroupEmpty(groupId);
  if (isGroupLeft) kill(-groupId);
  for (const pid of markedProcesses(mark)) marked.add(pid);
  const left = [...marked].filter(isAlive);
  for (const pid of left) kill(pid);
  return isGroupLeft || left.length > 0;
}

/**
 * Ends every process of a target that is still there, and proves that none is left.
 * Rejects with `target-left-processes` when one survives SIGKILL.
 */
export async function endAll(remains: Remains): Promise<void> {
  const marked = new Set<number>();
  for (let waited = 0; waited < disappearMillis; waited += pollMillis) {
    if (!killRest(remains, marked)) return;
    await delay(pollMillis);
  }
  throw new BroadsideError(
    "target-left-processes",
    `processes of group ${remains.groupId}, or that it started, are still there after SIGKILL`,
    "Look at them with: ps -e -o pid,pgid,stat,cmd",
  );
}
