import { readdirSync } from "node:fs";
import { systemCodeOf } from "../errors.ts";
import { readProcessStat, readText, systemUnits, ticksToMicros } from "./proc.ts";
import type { ProcessStat } from "./proc.ts";

export type ProcessSample = {
  /** CPU time, user and system, of all its threads since it started. Resolution: one clock tick, 10 ms. */
  readonly cpuMicros: number;
  /** The same of its children that have ended and been collected, with those of theirs. */
  readonly childrenMicros: number;
  readonly rssBytes: number;
  readonly parentPid: number;
};

/**
 * A zombie counts as gone: it holds no port, no memory and no CPU, only a number that its parent has not collected yet,
 * and below an init that collects nothing it would stay for ever. But a process whose first thread alone has ended also
 * shows as a zombie, with threads left that still run.
 */
function isLiving(stat: ProcessStat): boolean {
  return !/[ZX]/i.test(stat.state) || stat.threads > 1;
}

/** When a process started, clock ticks since boot; null where it is not there. With the pid it is that process and no later one. */
export function startOf(pid: number): number | null {
  return readProcessStat(pid)?.startTicks ?? null;
}

/** What a process calls itself, its program at first; null where it is not there. */
export function nameOf(pid: number): string | null {
  return readProcessStat(pid)?.comm ?? null;
}

export function isAlive(pid: number): boolean {
  const stat = readProcessStat(pid);
  return stat !== null && isLiving(stat);
}

/** Every living process that can be seen, from one pass over /proc, which is long on a big machine; null where the system does not tell. */
export function livingProcesses(): readonly ProcessStat[] | null {
  if (readProcessStat(process.pid) === null) return null;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessStat(Number(name)))
    .filter((stat) => stat !== null)
    .filter(isLiving);
}

/** The living processes of a process group, by pid; null where the system does not tell. */
export function processGroupMembers(processGroup: number, living = livingProcesses()): readonly number[] | null {
  return living?.filter((stat) => stat.processGroup === processGroup).map((stat) => stat.pid) ?? null;
}

/**
 * The living processes whose environment, as it was when their program began, has that `NAME=value`. Those of other
 * users do not tell. None where the system does not.
 */
export function markedProcesses(variable: string, living = livingProcesses()): readonly number[] {
  const isMarked = (pid: number): boolean => readText(`/proc/${pid}/environ`)?.split("\0").includes(variable) ?? false;
  return (living ?? []).map((stat) => stat.pid).filter(isMarked);
}

/** Whether no process of the group lives any more. Without /proc, zombies that wait for their parent count as alive. */
export function isGroupEmpty(processGroup: number): boolean {
  const members = processGroupMembers(processGroup);
  if (members !== null) return members.length === 0;
  try {
    process.kill(-processGroup, 0);
    return false;
  } catch (error) {
    return systemCodeOf(error) === "ESRCH";
  }
}

/** Children, their children and so on, living ones, of any of the processes; null where the system does not tell. */
export function descendants(pids: readonly number[], living = livingProcesses()): readonly number[] | null {
  if (living === null) return null;
  const children = Map.groupBy(living, (stat) => stat.parentPid);
  const found: number[] = [];
  const pending = [...pids];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of children.get(parent) ?? []) {
      found.push(child.pid);
      pending.push(child.pid);
    }
  }
  return found;
}

/** Null when the process is gone and collected. A zombie still tells the CPU time it used; its memory is 0. */
export function sampleProcess(pid: number): ProcessSample | null {
  const stat = readProcessStat(pid);
  if (stat === null) return null;
  return {
    cpuMicros: ticksToMicros(stat.userTicks + stat.systemTicks),
    childrenMicros: ticksToMicros(stat.childrenTicks),
    rssBytes: stat.residentPages * systemUnits().pageBytes,
    parentPid: stat.parentPid,
  };
}
