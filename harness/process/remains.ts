import { setTimeout as delay } from "node:timers/promises";
import { systemCodeOf, BroadsideError } from "../errors.ts";
import {
  descendants,
  isGroupEmpty,
  livingProcesses,
  markedProcesses,
  nameOf,
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

/** False where the system refuses that, as it does for the processes of another user. */
function kill(id: number): boolean {
  try {
    process.kill(id, "SIGKILL");
  } catch (error) {
    if (systemCodeOf(error) === "EPERM") return false;
    if (systemCodeOf(error) !== "ESRCH") throw error;
  }
  return true;
}

/** `4711 (sudo)`. */
function named(pid: number): string {
  const name = nameOf(pid);
  return name === null ? String(pid) : `${pid} (${name})`;
}

/** What is still there, and what of it the system does not let this user end. */
type Rest = { readonly left: readonly number[]; readonly refused: readonly number[] };

function leftBehind(groupId: number, { left, refused }: Rest): BroadsideError {
  const which = left.length === 0 ? "" : `: ${left.map(named).join(", ")}`;
  return new BroadsideError(
    "target-left-processes",
    `processes of group ${groupId}, or started by it, are still running after SIGKILL${which}`,
    refused.length === 0
      ? "Look at them with: ps -e -o pid,pgid,stat,cmd"
      : `This user may not end another user's processes: sudo kill -9 ${refused.join(" ")}`,
  );
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
    const living = livingProcesses();
    if (living === null) return null;
    const starts = new Map(living.map(({ pid, startTicks }) => [pid, startTicks]));
    const known = [...seen].flatMap(([pid, start]) => (start !== null && starts.get(pid) === start ? [pid] : []));
    const found = new Set([
      ...known,
      ...(processGroupMembers(groupId, living) ?? []),
      ...(descendants(known, living) ?? []),
      ...markedProcesses(mark, living),
    ]);
    for (const pid of found) if (!seen.has(pid)) seen.set(pid, starts.get(pid) ?? null);
    return [...found];
  };
  /** Kills what is left; null when nothing is. */
  const killRest = (): Rest | null => {
    const left = members() ?? [];
    const isGroupLeft = !isGroupEmpty(groupId);
    if (!isGroupLeft && left.length === 0) return null;
    if (isGroupLeft) kill(-groupId);
    return { left, refused: left.filter((pid) => !kill(pid)) };
  };
  return {
    members,
    end: async () => {
      const until = performance.now() + disappearMillis;
      let rest = killRest();
      while (rest !== null && performance.now() < until) {
        await delay(pollMillis);
        rest = killRest();
      }
      if (rest !== null) throw leftBehind(groupId, rest);
    },
  };
}
