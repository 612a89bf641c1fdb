import type { App, Environment, Estimate, GateOutcome, Load, RequestKind } from "../../model/index.ts";

/** What one arm did in one block. Null where it was not measured, or nothing was answered. */
export type BaselineValues = {
  readonly throughput: number | null;
  readonly cpuMicrosPerRequest: number | null;
  readonly p99Micros: number | null;
};

/** What an app is beside where this copy of it is; its secrets are masked. */
export type ComparableApp = Pick<App, "path" | "args" | "env" | "poolVariable"> & {
  readonly nodeArgs: readonly string[];
};

export type BaselineArm = {
  readonly id: string;
  readonly strategy: string;
  readonly options: Readonly<Record<string, string>>;
  readonly workers: number | null;
  /** The Node.js that was chosen for it, where one was. */
  readonly nodeVersion?: string;
  /** The Node.js that its workers ran on, as they said themselves: Broadside's own, the chosen one, or an image's. */
  readonly observedNodeVersion?: string;
  /** The programs that its strategy rests on beside Node.js, as {@link Arm} has them. */
  readonly software?: string;
  /** Where a deployment answers. */
  readonly url?: string;
  /** By block; the same block of all arms was measured in the same minutes. */
  readonly blocks: readonly BaselineValues[];
};

export const baselineSchemaName = "broadside/baseline";
export const baselineSchemaVersion = 1;

/** What a run measured, kept to compare later runs with. */
export type Baseline = {
  readonly schema: typeof baselineSchemaName;
  readonly version: typeof baselineSchemaVersion;
  readonly toolVersion: string;
  /** When the run began. ISO 8601, UTC. */
  readonly createdAt: string;
  readonly scenario: string;
  readonly title: string;
  readonly requests: readonly RequestKind[];
  /** Absent from older baselines, and where there is no app. */
  readonly app?: ComparableApp;
  readonly load: Load;
  readonly warmupSeconds: number;
  /** As a plan has it. */
  readonly chosenWarmupSeconds?: number;
  readonly measuredSeconds: number;
  /** The arm to which speed-ups refer. */
  readonly baselineArmId: string;
  readonly arms: readonly BaselineArm[];
  readonly environment: Environment;
};

/** One figure of one arm, now against then. */
export type BaselineCheck = {
  readonly armId: string;
  /** Ratios between arms travel between machines; the others are compared on the same machine alone. */
  readonly figure: "speed-up" | "throughput" | "CPU per request";
  readonly outcome: Exclude<GateOutcome, "invalid">;
  /** Now over then, Hodges–Lehmann of two independent samples. */
  readonly ratio: Estimate;
  /** A share, positive is worse. */
  readonly worseBy: number;
  readonly worseByAtMost: number | null;
  /** Exact one-sided Mann–Whitney p of no worsening, adjusted over all that is compared by Holm. */
  readonly adjustedP: number;
};

export type BaselineResult = {
  readonly outcome: GateOutcome;
  readonly headline: string;
  readonly details: readonly string[];
  readonly checks: readonly BaselineCheck[];
};
