import type { Plan } from "./plan.ts";
import type { ReplacedBlock } from "./replaced-block.ts";
import type { TrialResult } from "./trial.ts";

/** What the machine and the software were. */
export type Environment = {
  readonly nodeVersion: string;
  readonly v8Version: string;
  readonly platform: string;
  readonly kernel: string;
  readonly distribution: string;
  readonly cpuModel: string;
  readonly physicalCores: number;
  /** Workers that the cores which may be used here can run at once: what taskset, a cpuset or a CPU limit leaves. */
  readonly availableParallelism: number;
  readonly memoryBytes: number;
  /** CPU frequency governor; null where there is none (virtual machines). */
  readonly governor: string | null;
  readonly virtualization: string | null;
  readonly fileLimit: number | null;
  /**
   * Whether connections that wait for a worker which closes go to others that listen on the same port, rather than being
   * reset (`net.ipv4.tcp_migrate_req`); null where the system does not tell. Absent from older runs.
   */
  readonly tcpMigrateReq?: boolean | null;
  readonly generatorVersion: string;
  /** Hash of the facts that make absolute numbers comparable: CPU, cores, memory, kernel, Node. */
  readonly fingerprint: string;
};

export const runSchemaName = "broadside/run";
export const runSchemaVersion = 1;

/** How a run ended before its last planned block. */
export type EarlyEnd = {
  /** Blocks that counted by then. */
  readonly blocks: number;
  readonly because: "decided" | "time";
};

/** All the trials of a plan, with the environment they ran in, saved as they finish. */
export type Run = {
  readonly schema: typeof runSchemaName;
  readonly version: typeof runSchemaVersion;
  readonly toolVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Set when the last planned trial has ended. */
  readonly finishedAt: string | null;
  /** How the program was called: `broadside`, the path of a clone's command, or npm's script, `npm run bench --` or `npm --prefix … run bench --`. */
  readonly program: string;
  /** The command line, as typed after the program's name. */
  readonly command: readonly string[];
  readonly plan: Plan;
  readonly environment: Environment;
  readonly trials: readonly TrialResult[];
  /** In the order in which they were replaced. */
  readonly replacedBlocks: readonly ReplacedBlock[];
  /** Absent when the run goes on, or was measured to its last planned block. */
  readonly earlyEnd?: EarlyEnd;
};
