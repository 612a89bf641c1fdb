import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
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

/** The living processes that carry the mark, by pid and command line. */
export function markedProcesses(mark: Mark): readonly string[] {
  const wanted = `${markVariable}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).split("\0").includes(wanted) && !isZombie(Number(pid)))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** Resolves when no process carries the mark any more; rejects with those that do. */
export async function allMarkedGone(mark: Mark, withinMillis = 10_000): Promise<void> {
  let left: readonly string[] = [];
  const gone = (): true | null => {
    left = markedProcesses(mark);
    return left.length === 0 ? true : null;
  };
  await eventually("all marked processes gone", gone, withinMillis).catch(() => {
    throw new Error(`left behind:\n${left.join("\n")}`);
  });
}
