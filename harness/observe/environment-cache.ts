import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, release } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { readText } from "./proc.ts";
import type { SystemFacts } from "./system-facts.ts";

/** The XDG base directory specification: a relative `XDG_CACHE_HOME` is to be ignored. */
export function defaultCacheDirectory(): string {
  const base = process.env["XDG_CACHE_HOME"] ?? "";
  return join(isAbsolute(base) ? base : join(homedir(), ".cache"), "broadside");
}

/** The facts that were kept on this machine since it booted, by these versions; null when there are none to trust. */
export function readCachedFacts(directory: string, probeVersion: string): SystemFacts | null {
  const text = readText(fileIn(directory));
  if (text === null) return null;
  try {
    const cached: unknown = JSON.parse(text);
    return isCached(cached) && cached.key === keyOf(probeVersion) ? cached.facts : null;
  } catch {
    return null;
  }
}

/** Replaces the cache at once, so that no reader sees half of it. A folder that cannot be written is left alone. */
export function writeCachedFacts(directory: string, probeVersion: string, facts: SystemFacts): void {
  const temporary = `${fileIn(directory)}.${process.pid}.tmp`;
  try {
    for (const folder of [dirname(directory), directory]) if (!existsSync(folder)) mkdirSync(folder);
    writeFileSync(temporary, JSON.stringify({ key: keyOf(probeVersion), facts }));
    renameSync(temporary, fileIn(directory));
  } catch {
    discard(temporary);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Then it could not be made either.
  }
}

function fileIn(directory: string): string {
  return join(directory, "environment.json");
}

/** The host's name is there because a container has the boot id of its host and may share its home folder. */
function keyOf(probeVersion: string): string {
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? release();
  return [boot, hostname(), process.version, probeVersion].join(" ");
}

function isCached(value: unknown): value is { readonly key: string; readonly facts: SystemFacts } {
  return isObject(value) && typeof value["key"] === "string" && isFacts(value["facts"]);
}

function isFacts(value: unknown): value is SystemFacts {
  return (
    isObject(value) &&
    typeof value["cpuModel"] === "string" &&
    typeof value["physicalCores"] === "number" &&
    typeof value["distribution"] === "string" &&
    (value["virtualization"] === null || typeof value["virtualization"] === "string")
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
