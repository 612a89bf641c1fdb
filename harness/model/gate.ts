import type { Estimate, MetricInfo, Seal } from "./analysis.ts";
import type { Requirement } from "./requirement.ts";

/** Where a version of the app comes from. */
export type GateSide = {
  /** As people know it: `HEAD~1 (1a2b3c4)`, or a folder. */
  readonly label: string;
  /** Full hash of the commit; null for a folder, whose files may differ from any commit's. */
  readonly commit: string | null;
};

/** What a gate holds head to. Ratios are of head over base. */
export type GateSettings = {
  readonly base: GateSide;
  readonly head: GateSide;
  readonly baseArmId: string;
  readonly headArmId: string;
  /** Ids of metrics of the table. */
  readonly metrics: readonly string[];
  /** Worsening that is put up with, as a share: 0.05. To pass, what the data allow must stay below. */
  readonly tolerance: number;
  /** Worsening that is worth failing for, as a share: 0.03. */
  readonly minimalEffect: number;
  readonly requirements: readonly Requirement[];
  /** The app's script, from the top of head's files. Absent from older runs. */
  readonly app?: string;
  /**
   * What was found while base was made what head is but for the change, and when both were looked at, a sentence each: what
   * base was given or lacks, how answers vary. Absent from older runs.
   */
  readonly findings?: readonly string[];
};

export type GateOutcome = "pass" | "regression" | "inconclusive" | "invalid";

/** One metric, judged. Worsenings are shares, positive when head is worse: 0.1 for 10% less throughput or 10% more CPU. */
export type GatedMetric = {
  readonly metric: MetricInfo;
  readonly outcome: Exclude<GateOutcome, "invalid">;
  /** Medians over trials. */
  readonly base: Estimate;
  readonly head: Estimate;
  /** Head over base within pairs, Hodges–Lehmann. */
  readonly ratio: Estimate;
  readonly worseBy: number;
  /** One-sided upper bound of the worsening; null with too few pairs for one. */
  readonly worseByAtMost: number | null;
  /** Exact one-sided p of no worsening, adjusted over the gated metrics by Holm. */
  readonly adjustedP: number;
  /** The smallest worsening that would have been found with 80% power, at the noise seen; null with too few pairs. */
  readonly detectable: number | null;
  /** How many further pairs are likely to settle it; null when it is settled or none would. */
  readonly morePairs: number | null;
  /**
   * Share of the variance between pairs that goes along with the machine's own speed, 0 to 1. It is told, and judges nothing;
   * null where the machine's speed is not known or does not bear on the metric.
   */
  readonly explainedShare: number | null;
};

export type JudgedRequirement = {
  readonly requirement: Requirement;
  readonly outcome: Exclude<GateOutcome, "invalid">;
  /** What was found, in the metric's own unit; null when nothing was. */
  readonly found: Estimate | null;
};

export type MachineSpeed = {
  /** How many times as long it took for the same piece of work in its slowest trial as in its fastest. */
  readonly ratio: number;
  /** The version beside which it was slower in nearly every pair, which may be that version's doing. */
  readonly slowerBeside: "base" | "head" | null;
};

/** What a gate says of a run. */
export type GateResult = {
  readonly outcome: GateOutcome;
  /** Of an inconclusive gate whose machine was disturbed from outside: it is no fault of the code. */
  readonly cause?: "noise";
  /** What it is known by, the same from run to run: no time and no version is in it. */
  readonly series: string;
  /** One sentence. */
  readonly headline: string;
  readonly details: readonly string[];
  readonly metrics: readonly GatedMetric[];
  readonly requirements: readonly JudgedRequirement[];
  readonly seal: Seal;
  /** Complete pairs that were judged, and the most that were planned. */
  readonly pairs: number;
  readonly plannedPairs: number;
  /** How steady the machine's own speed was; null where that was not followed in every pair. */
  readonly machineSpeed: MachineSpeed | null;
  /** Which look it was, from 1, and of how many. */
  readonly look: number;
  readonly looks: number;
  /** Titles of gated metrics of which no pair has a figure. */
  readonly unread: readonly string[];
  /** Whether a look decided it before the last planned pair. */
  readonly isEarly: boolean;
  /** Whether it was ended because no pair that was to come could change the outcome. */
  readonly isSettled: boolean;
  /** Whether `--time` ended it. */
  readonly isOutOfTime: boolean;
};
