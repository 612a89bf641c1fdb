import type { FailureKind, RequestCounts } from "../model/index.ts";
import type { PackedKind } from "./cohort.ts";
import type { PackedPacing } from "./pacing.ts";
import type { PackedBin } from "./time-bins.ts";

/** What a recorder saw. Such parts add up without loss: what is told of latencies are the histograms themselves. */
export type RecordedPart = {
  readonly windowSeconds: number;
  readonly completedInWindow: number;
  readonly kinds: readonly PackedKind[];
  readonly bins: readonly PackedBin[];
  readonly failures: readonly FailureKind[];
  readonly lifetime: RequestCounts;
  /** The longest that a right response took, from warm-up to drain; null without one. */
  readonly slowestMicros: number | null;
  readonly pacing?: PackedPacing;
};

/** What one generator's process saw. */
export type LoadPart = RecordedPart & {
  readonly bytesReceived: number;
  readonly connectionsOpened: number;
  readonly drainSeconds: number;
  /** CPU time of the process within the window. */
  readonly cpuMicros: number;
  readonly maxRssBytes: number;
};
