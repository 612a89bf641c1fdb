import { readlinkSync } from "node:fs";

/** What Linux calls the thread that asks; null elsewhere. */
export function systemThreadId(): number | null {
  try {
    const [, id] = /\/task\/(\d+)$/.exec(readlinkSync("/proc/thread-self")) ?? [];
    return id === undefined ? null : Number(id);
  } catch {
    return null;
  }
}
