import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "./eventually.ts";

/** An environment variable that everything started below a process inherits, so that what survives can be found. */
export const markVariable = "BROADSIDE_TEST_MARK";

export type Mark = string;

export function newMark(): Mark {
  return randomUUID();
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function isZombie(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat === "" || stat.slice(stat.lastIndexOf(")")).startsWith(") Z");
}

/** The living processes that carry the mark. */
export function markedPids(mark: Mark): readonly number[] {
  const wanted = `${markVariable}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(`/proc/${pid}/environ`).split("\0").includes(wanted) && !isZombie(pid));
}

/** The same, by pid and command line. */
export function markedProcesses(mark: Mark): readonly string[] {
  return markedPids(mark).map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** While a process is between one program and the next, its environment cannot be read: a second look finds it. */
const secondLookMillis = 20;

/** Nothing is left at this moment. */
export function assertNoneMarked(mark: Mark): void {
  assert.deepEqual(markedProcesses(mark), []);
}

/** Resolves when no process carries the mark any more; rejects with those that do. With 0 none may be left now. */
export async function allMarkedGone(mark: Mark, withinMillis = 10_000): Promise<void> {
  let left: readonly string[] = [];
  const gone = async (): Promise<true | null> => {
    left = markedProcesses(mark);
    if (left.length > 0) return null;
    await delay(secondLookMillis);
    left = markedProcesses(mark);
    return left.length === 0 ? true : null;
  };
  await eventually("all marked processes gone", gone, withinMillis).catch((error: unknown) => {
    throw new Error(`left behind:\n${left.join("\n")}`, { cause: error });
  });
}
