import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BroadsideError, systemCodeOf } from "../errors.ts";
import { parseHolder, stateOf, thisProcess } from "./lock-holder.ts";
import type { LockHolder } from "./lock-holder.ts";
import { writeFailure } from "./write-failure.ts";

export type DirectoryLock = {
  /** Gives the folder free. May be called again; it also happens when the process exits by itself. */
  readonly release: () => void;
};

export const lockName = ".lock";

/** A lock file is complete, and a takeover done, within this time, unless the process was killed in between. */
const graceMillis = 2_000;

/** Enough for as many others to come first; each turn waits for nothing. */
const attempts = 20;

/**
 * Makes this process the only one that writes into the folder. The lock of a process that was killed is taken over.
 * @throws BroadsideError `output-exists` when another process holds it, `output-unwritable`
 */
export function lockDirectory(folder: string): DirectoryLock {
  const path = join(folder, lockName);
  const holder = thisProcess();
  const content = JSON.stringify(holder);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (createExclusively(path, content)) return heldLock(path, content);
    const found = inspect(path);
    if (found.state === "held") throw heldByAnother(folder, path, found.holder);
    if (found.state === "stale") removeStale(path);
  }
  throw heldByAnother(folder, path, null);
}

/** Whether a process that may still be writing holds the folder. */
export function isLocked(folder: string): boolean {
  return inspect(join(folder, lockName)).state === "held";
}

type Found =
  | { readonly state: "free" }
  | { readonly state: "stale" }
  | { readonly state: "held"; readonly holder: LockHolder | null };

function inspect(path: string): Found {
  try {
    const holder = parseHolder(readFileSync(path, "utf8"));
    const isStale = holder === null ? isLeftBehind(path) : stateOf(holder) === "gone";
    return isStale ? { state: "stale" } : { state: "held", holder };
  } catch (error) {
    return isMissing(error) ? { state: "free" } : { state: "held", holder: null };
  }
}

function isLeftBehind(path: string): boolean {
  return Date.now() - statSync(path).mtimeMs > graceMillis;
}

function createExclusively(path: string, content: string): boolean {
  try {
    const file = openSync(path, "wx");
    try {
      writeFileSync(file, content);
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (systemCodeOf(error) === "EEXIST") return false;
    throw writeFailure(path, error);
  }
}

/**
 * Several processes may find the same stale lock, and the slower must not remove the lock that the faster has made
 * since. So only one at a time may remove, and it looks again first.
 */
function removeStale(path: string): void {
  const guard = `${path}.takeover`;
  try {
    if (createExclusively(guard, "")) {
      if (inspect(path).state === "stale") rmSync(path, { force: true });
      rmSync(guard, { force: true });
    } else if (isLeftBehind(guard)) {
      rmSync(guard, { force: true });
    }
  } catch (error) {
    if (!isMissing(error)) throw writeFailure(path, error);
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(systemCodeOf(error) ?? "");
}

function heldLock(path: string, content: string): DirectoryLock {
  const release = (): void => {
    process.off("exit", release);
    try {
      if (readFileSync(path, "utf8") === content) rmSync(path);
    } catch {
      // The folder was removed meanwhile, and the lock with it.
    }
  };
  process.on("exit", release);
  return { release };
}

function heldByAnother(folder: string, path: string, holder: LockHolder | null): BroadsideError {
  const who = holder === null ? "" : ` (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  const elsewhere = holder !== null && stateOf(holder) === "elsewhere";
  return new BroadsideError(
    "output-exists",
    `Another Broadside is writing into ${folder}${who}.`,
    elsewhere
      ? `Choose another output folder. If that process has ended, delete ${path}.`
      : "Wait until it has ended, or choose another output folder.",
  );
}
