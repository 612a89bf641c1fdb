import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { systemCodeOf } from "../errors.ts";

/** The process that holds a lock, told apart from any other that may get its pid later. */
export type LockHolder = {
  readonly pid: number;
  /** When the process started, clock ticks since boot; null where the system does not tell. */
  readonly startTicks: string | null;
  readonly host: string;
  readonly bootId: string | null;
  /** Pids mean something only within their namespace. */
  readonly pidNamespace: string | null;
  readonly since: string;
  readonly token: string;
};

/** This process, as the holder of a new lock. */
export function thisProcess(): LockHolder {
  return {
    pid: process.pid,
    startTicks: readProcess(process.pid)?.startTicks ?? null,
    ...thisPlace(),
    since: new Date().toISOString(),
    token: randomUUID(),
  };
}

/**
 * `alive` or `gone` where that can be told; `elsewhere` on another host or in another container, where it cannot.
 * A zombie is gone: it writes nothing any more.
 */
export function stateOf(holder: LockHolder): "alive" | "gone" | "elsewhere" {
  const place = thisPlace();
  if (holder.host !== place.host) return "elsewhere";
  if (holder.bootId !== place.bootId) return "gone";
  if (holder.pidNamespace !== place.pidNamespace) return "elsewhere";
  if (!isProcessAlive(holder.pid)) return "gone";
  const startTicks = readProcess(holder.pid)?.startTicks ?? null;
  return startTicks === null || startTicks === holder.startTicks ? "alive" : "gone";
}

export function isProcessAlive(pid: number): boolean {
  const stat = readProcess(pid);
  if (stat !== null) return !/[ZX]/.test(stat.state);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) !== "ESRCH";
  }
}

/** Null when it is not the whole text of a lock. */
export function parseHolder(content: string): LockHolder | null {
  try {
    const value: unknown = JSON.parse(content);
    return isHolder(value) ? value : null;
  } catch {
    return null;
  }
}

function thisPlace(): Pick<LockHolder, "host" | "bootId" | "pidNamespace"> {
  return {
    host: hostname(),
    bootId: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: attempt(() => readlinkSync("/proc/self/ns/pid")),
  };
}

/** Fields 3 and 22 of /proc/PID/stat; the command's name before them may hold spaces and parentheses. */
function readProcess(pid: number): { readonly state: string; readonly startTicks: string } | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat
    ?.slice(stat.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
  const state = fields?.[0];
  const startTicks = fields?.[19];
  return state === undefined || startTicks === undefined ? null : { state, startTicks };
}

function attempt(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  const isText = (name: string): boolean => typeof fields.get(name) === "string";
  const isTextOrNull = (name: string): boolean => fields.get(name) === null || isText(name);
  return (
    Number.isSafeInteger(fields.get("pid")) &&
    ["host", "since", "token"].every(isText) &&
    ["startTicks", "bootId", "pidNamespace"].every(isTextOrNull)
  );
}
