import type {
  ArmSummary,
  Comparison,
  EarlyEnd,
  Environment,
  Estimate,
  FailureSummary,
  Finding,
  MetricUnit,
  NotApplicable,
  PercentileName,
  Percentiles,
  ReplacedBlock,
  RoleSummary,
  Seal,
  SpreadSummary,
  Sweep,
  Verdict,
  Warning,
} from "../harness/model/index.ts";
import { jsonText } from "./json-text.ts";
import type { ReportInput, Reporter } from "./report.ts";

export const summarySchemaName = "broadside/summary";
export const summarySchemaVersion = 1;

/** A metric of an arm: the median over trials and its interval, in `unit`. */
export type SummaryMetric = Estimate & {
  readonly title: string;
  readonly unit: MetricUnit;
  readonly better: "higher" | "lower" | null;
};

/** Latency of an arm, or of one kind of its requests, all trials' histograms merged, µs. */
export type SummaryLatency = {
  readonly count: number;
  /** Requests that never ended, counted at the age they had reached. */
  readonly censored: number;
  readonly meanMicros: number;
  readonly minMicros: number;
  readonly micros: Percentiles;
  /** Percentiles that are lower bounds because of the censored requests. */
  readonly lowerBounds: readonly PercentileName[];
};

export type SummaryArm = {
  readonly id: string;
  readonly strategy: string;
  readonly title: string;
  /** Null where it is not known. */
  readonly workers: number | null;
  /** Whether the target's own processes were seen; where not, there are no figures of its CPU, memory and spread. */
  readonly isObserved: boolean;
  /** 1 is first; tied arms share a place; null when no ranking is claimed. */
  readonly rank: number | null;
  readonly baseline: boolean;
  readonly measuredTrials: number;
  readonly failedTrials: ArmSummary["failedTrials"];
  /** By metric id. */
  readonly metrics: Readonly<Record<string, SummaryMetric>>;
  /** What decides over the baseline's, compared within blocks; null for the baseline. */
  readonly ratioToBaseline: Estimate | null;
  readonly latency: SummaryLatency | null;
  readonly kinds: readonly { readonly name: string; readonly latency: SummaryLatency }[];
  /** How it stood a long window; null where windows were short. */
  readonly soak: ArmSummary["soak"];
  readonly roles: readonly RoleSummary[];
  readonly spread: SpreadSummary | null;
  readonly bottleneck: ArmSummary["bottleneck"];
  readonly failures: readonly FailureSummary[];
};

/**
 * What a run came to, for a program to read: printed by `--json` and written to `summary.json`. Within a version,
 * fields are added, never renamed or removed, and keep their units.
 */
export type Summary = {
  readonly schema: typeof summarySchemaName;
  readonly version: typeof summarySchemaVersion;
  readonly toolVersion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly scenario: string;
  readonly command: readonly string[];
  readonly seed: number;
  readonly seal: Seal;
  readonly verdict: Verdict;
  readonly baselineArmId: string;
  /** The metric by which the arms are compared. */
  readonly decidingMetric: string;
  readonly blocks: { readonly planned: number; readonly completed: number };
  /** Blocks that were disturbed and measured again. */
  readonly replacedBlocks: readonly ReplacedBlock[];
  /** How the run ended before its last planned block; null when it did not. */
  readonly earlyEnd: EarlyEnd | null;
  readonly trials: { readonly planned: number; readonly measured: number };
  readonly arms: readonly SummaryArm[];
  readonly comparisons: readonly Comparison[];
  /** Null where all arms have the same load. */
  readonly sweep: Sweep | null;
  /** What surprises, explained. */
  readonly findings: readonly Finding[];
  readonly notApplicable: readonly NotApplicable[];
  readonly warnings: readonly Warning[];
  readonly environment: Environment;
};

export function summaryJson({ run, analysis }: ReportInput): Summary {
  const { plan } = run;
  return {
    schema: summarySchemaName,
    version: summarySchemaVersion,
    toolVersion: run.toolVersion,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    scenario: plan.scenario,
    command: run.command,
    seed: plan.seed,
    seal: analysis.seal,
    verdict: analysis.verdict,
    baselineArmId: plan.baselineArmId,
    decidingMetric: analysis.deciding.id,
    blocks: { planned: plan.blocks, completed: analysis.completedBlocks },
    replacedBlocks: analysis.replacedBlocks,
    earlyEnd: run.earlyEnd ?? null,
    trials: { planned: analysis.plannedTrials, measured: analysis.measuredTrials },
    arms: analysis.arms.map((arm) => summariseArm(arm, plan.baselineArmId)),
    comparisons: analysis.comparisons,
    sweep: analysis.sweep,
    findings: analysis.findings,
    notApplicable: plan.notApplicable,
    warnings: analysis.warnings,
    environment: run.environment,
  };
}

function summariseArm(arm: ArmSummary, baselineArmId: string): SummaryArm {
  const metrics = arm.metrics.map(({ metric: { id, title, unit, better }, estimate }): [string, SummaryMetric] => [
    id,
    { title, unit, better, ...estimate },
  ]);
  return {
    id: arm.armId,
    strategy: arm.strategy,
    title: arm.title,
    workers: arm.workers,
    isObserved: arm.isObserved,
    rank: arm.rank,
    baseline: arm.armId === baselineArmId,
    measuredTrials: arm.measuredTrials,
    failedTrials: arm.failedTrials,
    metrics: Object.fromEntries(metrics),
    ratioToBaseline: arm.ratioToBaseline,
    latency: arm.latency === null ? null : summariseLatency(arm.latency),
    kinds: arm.kinds.map(({ name, latency }) => ({ name, latency: summariseLatency(latency) })),
    soak: arm.soak,
    roles: arm.roles,
    spread: arm.spread,
    bottleneck: arm.bottleneck,
    failures: arm.failures,
  };
}

function summariseLatency({
  count,
  censored,
  meanMicros,
  minMicros,
  micros,
  lowerBounds,
}: SummaryLatency): SummaryLatency {
  return { count, censored, meanMicros, minMicros, micros, lowerBounds };
}

/** The summary as JSON text, safe to print to a terminal, ending in a newline. */
export function summaryText(input: ReportInput): string {
  return jsonText(summaryJson(input));
}

export const jsonReporter: Reporter = {
  name: "json",
  describe: "summary.json: verdict, seal and every figure, for programs",
  render: async (input) => [{ path: "summary.json", content: summaryText(input) }],
};
