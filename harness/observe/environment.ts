import { createHash } from "node:crypto";
import { findPackageJSON } from "node:module";
import { release, totalmem } from "node:os";
import type { Environment } from "../model/index.ts";
import { readPackageJson } from "../package-json.ts";
import { allowedWorkers } from "./allowed-cores.ts";
import { defaultCacheDirectory, readCachedFacts, writeCachedFacts } from "./environment-cache.ts";
import { readFileLimit, readText } from "./proc.ts";
import { askSystem } from "./system-facts.ts";

/**
 * What the machine and the software are. The part that is slow to find out is kept in the cache folder, by default
 * `$XDG_CACHE_HOME/broadside` or `~/.cache/broadside`, until the machine boots again or Node or systeminformation
 * changes. A cache that cannot be read or written costs time and nothing else.
 */
export async function describeEnvironment(cacheDirectory = defaultCacheDirectory()): Promise<Environment> {
  const probeVersion = versionOf("systeminformation");
  let facts = readCachedFacts(cacheDirectory, probeVersion);
  if (facts === null) {
    facts = await askSystem();
    writeCachedFacts(cacheDirectory, probeVersion, facts);
  }
  const known = {
    ...facts,
    nodeVersion: process.versions.node,
    v8Version: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    kernel: release(),
    availableParallelism: allowedWorkers(),
    memoryBytes: totalmem(),
    governor: readGovernor(),
    fileLimit: readFileLimit(),
    tcpMigrateReq: readTcpMigrateReq(),
    generatorVersion: versionOf("autocannon"),
  };
  return { ...known, fingerprint: fingerprintOf(known) };
}

/** The first 16 hexadecimal digits of a SHA-256 of what makes absolute numbers comparable. */
export function fingerprintOf(
  environment: Pick<
    Environment,
    "cpuModel" | "physicalCores" | "availableParallelism" | "memoryBytes" | "kernel" | "nodeVersion"
  >,
): string {
  const facts = [
    environment.cpuModel,
    environment.physicalCores,
    environment.availableParallelism,
    // The same machine reports some pages more or less from one boot to the next.
    Math.round(environment.memoryBytes / 2 ** 30),
    environment.kernel,
    environment.nodeVersion,
  ];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16);
}

/** CPU frequency governor of the first CPU; null where there is none. Not cached: it can change at any time. */
export function readGovernor(): string | null {
  return readText("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.trim() ?? null;
}

/** `net.ipv4.tcp_migrate_req` of this network namespace (Linux, ip-sysctl); null where there is none. */
export function readTcpMigrateReq(): boolean | null {
  const value = readText("/proc/sys/net/ipv4/tcp_migrate_req");
  return value === null ? null : value.trim() !== "0";
}

function versionOf(packageName: string): string {
  const path = findPackageJSON(packageName, import.meta.url);
  return (path === undefined ? undefined : readPackageJson(path).version) ?? "unknown";
}
