import { cpus } from "node:os";
import { allowedWorkers } from "./allowed-cores.ts";
import { readCpuLimit } from "./cpu-limit.ts";
import { readGovernor, readTcpMigrateReq } from "./environment.ts";
import { readManifest } from "./manifest.ts";
import { measureNoise } from "./noise.ts";
import type { Noise } from "./noise.ts";
import { readFileLimit, readText } from "./proc.ts";

/** What the checks of this machine rest on. Null where the system does not tell. */
export type MachineFacts = {
  readonly machineCores: number;
  readonly availableParallelism: number;
  /** CPU time that control groups allow, in cores; null without a quota. */
  readonly quotaCores: number | null;
  readonly fileLimit: number | null;
  readonly governor: string | null;
  readonly availableMemoryBytes: number;
  readonly localPorts: number | null;
  /** Whether a port in TIME_WAIT may be used again for a new connection over loopback. */
  readonly reusesPorts: boolean | null;
  /** See `Environment`. */
  readonly tcpMigrateReq: boolean | null;
  readonly nodeVersion: string;
  readonly oldestNodeVersion: string | null;
  readonly pinnedNodeVersion: string | null;
  readonly noise: Noise;
};

/** Takes about two seconds, nearly all of it to measure noise. */
export async function gatherFacts(): Promise<MachineFacts> {
  const { oldestNodeVersion, pinnedNodeVersion } = readManifest();
  const reuse = readText("/proc/sys/net/ipv4/tcp_tw_reuse");
  return {
    machineCores: cpus().length,
    availableParallelism: allowedWorkers(),
    quotaCores: readCpuLimit(),
    fileLimit: readFileLimit(),
    governor: readGovernor(),
    availableMemoryBytes: process.availableMemory(),
    localPorts: parsePortRange(readText("/proc/sys/net/ipv4/ip_local_port_range") ?? ""),
    // 1 is for all connections, 2 for loopback alone, which is where ours are.
    reusesPorts: reuse === null ? null : reuse.trim() !== "0",
    tcpMigrateReq: readTcpMigrateReq(),
    nodeVersion: process.versions.node,
    oldestNodeVersion,
    pinnedNodeVersion,
    noise: await measureNoise(),
  };
}

/** Ports in `/proc/sys/net/ipv4/ip_local_port_range`, both ends included. */
export function parsePortRange(text: string): number | null {
  const [, first, last] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return first === undefined || last === undefined ? null : Number(last) - Number(first) + 1;
}
