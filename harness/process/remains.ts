import { setTimeout as delay } from "node:timers/promises";
import { systemCodeOf, BroadsideError } from "../errors.ts";
import {
  descendants,
  isAlive,
  isGroupEmpty,
  markedProcesses,
  processGroupMembers,
  startOf,
} from "../observe/processes.ts";

/** How long a killed process may take to disappear: it may be in the middle of a system call. */
const disappearMillis = 3_000;
const pollMillis = 5;

/** By what the processes of a target are found. */
export type Remains = {
  readonly groupId: number;
  /** The `NAME=value` in the environment of all that it started, also of what left the group. */
  readonly mark: string;
};

/** All that belongs to a target, followed from its first process on. */
export type Family = {
  /** Its living processes, in its group or wherever else they went; null where the system does not tell. */
  readonly members: () => readonly number[] | null;
  /**
   * Ends every process of it that is still there, and proves that none is left.
   * Rejects with `target-left-processes` when one survives SIGKILL.
   */
  readonly end: () => Promise<void>;
};

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch (error) {
    if (systemCodeOf(error) !== "ESRCH") throw error;
  }
}

/**
 * Follows the target whose first process leads the group. A process belongs to it that is in its group, carries its mark,
 * or was started by one that belongs to it: who has left the group with another environment is known as long as it was
 * there once, together with who started it, when its members were asked for. What has lost its parent by then is not found.
 */
export function followFamily({ groupId, mark }: Remains): Family {
  /** When each that was ever seen had started: its number may be another's later. */
  const seen = new Map<number, number | null>([[groupId, startOf(groupId)]]);
  const members = (): readonly number[] | null => {
    const group = processGroupMembers(groupId);
    const known = [...seen].flatMap(([pid, start]) => (start !== null && startOf(pid) === start ? [pid] : []));
    const below = descendants(...known);
    if (group === null || below === null) return null;
    const found = new Set([...group, ...known, ...below, ...markedProcesses(mark)]);
    for (const pid of found) if (!seen.has(pid)) seen.set(pid, startOf(pid));
    return [...found].filter(isAlive);
  };
  /** Kills what is left; false when nothing is. */
  const killRest = (): boolean => {
    const left = members() ?? [];
    const isGroupLeft = !isGroupEmpty(groupId);
    if (isGroupLeft) kill(-groupId);
    for (const pid of left) kill(pid);
    return isGroupLeft || left.length > 0;
  };
  return {
    members,
    end: async () => {
      for (let waited = 0; waited < disappearMillis; waited += pollMillis) {
        if (!killRest()) return;
        await delay(pollMillis);
      }
      throw new BroadsideError(
        "target-left-processes",
        `processes of group ${groupId}, or that it started, are still there after SIGKILL`,
        "Look at them with: ps -e -o pid,pgid,stat,cmd",
      );
    },
  };
}
