import { readFileSync } from "node:fs";

/** Processes that the kernel has killed for want of memory since the machine started; null where it does not tell. */
export function oomKills(): number | null {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8")) ?? [];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
