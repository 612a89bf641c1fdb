import { stringify } from "csv-stringify/sync";
import type {
  ArmSummary,
  Estimate,
  MeasuredTrial,
  MetricInfo,
  Plan,
  Sweep,
  TrialResult,
  Warning,
} from "../harness/model/index.ts";
import type { Artifact, Reporter } from "./report.ts";
import { printable } from "./text.ts";

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** A spreadsheet must not run a name that looks like a formula, nor be split by one that holds a line break. */
export function toCsv(path: string, columns: readonly string[], rows: readonly Row[]): Artifact {
  const harmless = rows.map((row) =>
    columns.map((column) => {
      const cell = row[column] ?? null;
      return typeof cell === "string" ? printable(cell) : cell;
    }),
  );
  const content = stringify(harmless, { header: true, columns: [...columns], escape_formulas: true });
  return { path, content };
}

const summaryColumns = [
  "arm",
  "strategy",
  "title",
  "workers",
  "rank",
  "metric",
  "metric_title",
  "unit",
  "better",
  "estimate",
  "low",
  "high",
  "confidence",
  "n",
  "limit",
] as const;

function ratioMetric({ id, title, better }: MetricInfo): MetricInfo {
  return { id: `${id}-ratio-to-baseline`, title: `${title} over the baseline's`, unit: "ratio", better };
}

function summaryRows(arm: ArmSummary, deciding: MetricInfo): readonly Row[] {
  const rows = arm.metrics.map(({ metric, estimate }) => summaryRow(arm, metric, estimate));
  return arm.ratioToBaseline === null ? rows : [...rows, summaryRow(arm, ratioMetric(deciding), arm.ratioToBaseline)];
}

function summaryRow(arm: ArmSummary, metric: MetricInfo, estimate: Estimate): Row {
  const { value, low, high, confidence, n } = estimate;
  return {
    arm: arm.armId,
    strategy: arm.strategy,
    title: arm.title,
    workers: arm.workers,
    rank: arm.rank,
    metric: metric.id,
    metric_title: metric.title,
    unit: metric.unit,
    better: metric.better,
    estimate: value,
    low,
    high,
    confidence,
    n,
    limit: arm.bottleneck?.limit ?? null,
  };
}

const sweepColumns = [
  "strategy",
  "title",
  "workers",
  "connections",
  "connection_mode",
  "arm",
  "rank",
  "what",
  "busiest_over_mean",
  "low",
  "high",
  "n",
  "by_chance",
] as const;

function sweepRows({ places, rows }: Sweep): readonly Row[] {
  return rows.flatMap(({ strategy, title, workers, cells }) =>
    cells.flatMap(({ armId, rank, ...skews }, index) =>
      (["requests", "connections"] as const).flatMap((what) => {
        const [place, skew] = [places[index], skews[what]];
        if (place === undefined || skew === null) return [];
        const { connections, connectionMode, byChance } = place;
        const { value, low, high, n } = skew;
        const where = { connections, connection_mode: connectionMode, by_chance: byChance };
        return [{ strategy, title, workers, ...where, arm: armId, rank, what, busiest_over_mean: value, low, high, n }];
      }),
    ),
  );
}

export const summaryCsvReporter: Reporter = {
  name: "summary-csv",
  describe:
    "summary.csv: a row for each arm and metric, the median over trials with its interval; of a sweep sweep.csv too, with the skews",
  render: async ({ analysis }) => [
    toCsv(
      "summary.csv",
      summaryColumns,
      analysis.arms.flatMap((arm) => summaryRows(arm, analysis.deciding)),
    ),
    ...(analysis.sweep === null ? [] : [toCsv("sweep.csv", sweepColumns, sweepRows(analysis.sweep))]),
  ],
};

const identityColumns = ["trial", "block", "position", "arm", "strategy", "workers", "status", "started_at"] as const;

/** The columns of a trial that was measured. Units are in their names. */
const measuredColumns: readonly (readonly [name: string, read: (trial: MeasuredTrial) => Cell])[] = [
  ["window_seconds", ({ load }) => load.windowSeconds],
  ["completed_in_window", ({ load }) => load.completedInWindow],
  ["throughput_requests_per_second", ({ load }) => load.completedInWindow / load.windowSeconds],
  ["sent", ({ load }) => load.counts.sent],
  ["completed", ({ load }) => load.counts.completed],
  ["failed", ({ load }) => load.counts.failed],
  ["timed_out", ({ load }) => load.counts.timedOut],
  ["in_flight", ({ load }) => load.counts.inFlight],
  ["latency_mean_micros", ({ load }) => load.latency.meanMicros],
  ["latency_p50_micros", ({ load }) => load.latency.micros.p50],
  ["latency_p75_micros", ({ load }) => load.latency.micros.p75],
  ["latency_p90_micros", ({ load }) => load.latency.micros.p90],
  ["latency_p95_micros", ({ load }) => load.latency.micros.p95],
  ["latency_p99_micros", ({ load }) => load.latency.micros.p99],
  ["latency_p999_micros", ({ load }) => load.latency.micros.p999],
  ["latency_max_micros", ({ load }) => load.latency.micros.max],
  ["latency_lower_bounds", ({ load }) => load.latency.lowerBounds.join(" ")],
  ["target_cpu_micros", ({ processes }) => sum(processes?.map((process) => process.cpuMicros))],
  ["generator_cpu_micros", ({ load }) => load.generatorCpuMicros],
  ["target_rss_idle_bytes", ({ processes }) => sum(processes?.map((process) => process.rssIdleBytes))],
  ["target_rss_load_bytes", ({ processes }) => sum(processes?.map((process) => process.rssLoadBytes))],
  ["boot_seconds", ({ times }) => times.bootSeconds],
  ["ready_seconds", ({ times }) => times.readySeconds],
  ["warmup_seconds", ({ times }) => times.warmupSeconds],
  ["drain_seconds", ({ times }) => times.drainSeconds],
  ["stop_seconds", ({ times }) => times.stopSeconds],
  ["steal_share", ({ machine }) => machine.stealShare],
  ["foreign_cpu_share", ({ machine }) => machine.foreignCpuShare],
  ["pressure_share", ({ machine }) => machine.pressureShare],
];

const failureColumns = ["failure_code", "failure_message", "failure_hint"] as const;
const trialColumns = [
  ...identityColumns,
  "total_seconds",
  ...measuredColumns.map(([name]) => name),
  "warnings",
  "target_observed",
  ...failureColumns,
] as const;

function sum(values: readonly number[] | undefined): number | null {
  return values?.reduce((total, value) => total + value, 0) ?? null;
}

/** The codes of what was found in a trial. */
function foundIn({ index }: TrialResult, warnings: readonly Warning[]): string {
  return warnings.flatMap(({ code, trials }) => (trials?.includes(index) === true ? [code] : [])).join(" ");
}

function trialRow(trial: TrialResult, plan: Plan, warnings: readonly Warning[]): Row {
  const arm = plan.arms.find((candidate) => candidate.id === trial.armId);
  const identity: Row = {
    trial: trial.index,
    block: trial.block,
    position: trial.position,
    arm: trial.armId,
    strategy: arm?.strategy ?? null,
    workers: arm?.workers ?? null,
    status: trial.status,
    started_at: trial.startedAt,
    warnings: foundIn(trial, warnings),
  };
  if (trial.status === "failed") {
    const { code, message, hint } = trial.failure;
    const failure = { failure_code: code, failure_message: message, failure_hint: hint };
    return { ...identity, total_seconds: trial.totalSeconds, ...failure };
  }
  const cells = measuredColumns.map(([name, read]): [string, Cell] => [name, read(trial)]);
  const observed = { target_observed: String(trial.processes !== null) };
  return { ...identity, total_seconds: trial.times.totalSeconds, ...Object.fromEntries(cells), ...observed };
}

export const trialsCsvReporter: Reporter = {
  name: "trials-csv",
  describe: "trials.csv: a row for each trial, failed ones included, in the order they ran",
  render: async ({ run, analysis }) => [
    toCsv(
      "trials.csv",
      trialColumns,
      run.trials.map((trial) => trialRow(trial, run.plan, analysis.warnings)),
    ),
  ],
};
