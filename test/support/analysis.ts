import type { Analysis, ArmSummary, Comparison, Estimate, Run } from "../../harness/model/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { aWarning } from "./a-warning.ts";
import { armSummary, around, blocks, shapes } from "./arm-summary.ts";
import { failed, makeRun, withFailures } from "./trials.ts";
import type { ArmShape } from "./trials.ts";

function comparisons(): readonly Comparison[] {
  return shapes.flatMap((a, index) =>
    shapes.slice(index + 1).map((b): Comparison => {
      const ratio = around(a.throughput / b.throughput, 0.014);
      const tied = a.rank === b.rank;
      return {
        a: a.id,
        b: b.id,
        metricId: "throughput",
        ratio,
        adjustedP: tied ? 0.742 : 0.0469,
        outcome: tied ? "not-resolved" : "better",
      };
    }),
  );
}

const colocated = aWarning({
  code: "co-located",
  title: "generator and target on the same cores",
  meaning: "The generator and the target shared all 4 cores, so each took time from the other.",
  action: "Run on a machine with more cores than workers, or read CPU per request beside throughput.",
});

const failures = aWarning({
  code: "errors",
  title: "failed requests",
  figures: { sentRequests: 96_400, failedRequests: 21 },
  severity: "note",
  meaning: "21 of 96,400 requests were answered wrongly.",
  action: "Look at the failures, and decide whether they matter to you.",
  armId: "reverse-proxy×4",
  trials: [5],
});

/** Runs take time to make, and nobody changes them. */
let madeRun: Run | undefined;

/** A run with four arms, of which two are tied, one had a failed trial and one was slow; and what is said of it. */
export function fixtureInput(): ReportInput {
  return { run: (madeRun ??= fixtureRun()), analysis: fixtureAnalysis() };
}

function fixtureRun(): Run {
  const arms: readonly ArmShape[] = ["single", "cluster-round-robin", "cluster-os", "reverse-proxy"].flatMap((name) =>
    shapes.filter((shape) => shape.strategy === name).map(({ strategy, id, workers }) => ({ strategy, id, workers })),
  );
  return makeRun({
    arms,
    blocks,
    kinds: ["light", "heavy"],
    cores: 4,
    plan: {
      notApplicable: [{ strategy: "worker-threads", reason: "The app does not offer a thread pool (poolVariable)." }],
    },
    trial: (trial) => {
      if (trial.index === 13) return failed(trial);
      return trial.index === 5 ? withFailures(trial, 21, "status 502") : trial;
    },
  });
}

function fixtureAnalysis(): Analysis {
  return {
    verdict: {
      headline:
        "Cluster, operating system and Cluster, round-robin share first place: about 3.9 times the throughput of Single process.",
      details: [
        "Between those two no difference was resolved: ratio 1.01 [0.994, 1.02].",
        "Reverse proxy, least connections follows with 3.01 times the baseline [2.97, 3.06].",
      ],
      bestSet: ["cluster-os×4", "cluster-round-robin×4"],
      ranked: true,
    },
    seal: { status: "SUSPECT", reasons: [colocated] },
    baselineArmId: "single",
    deciding: { id: "throughput", title: "Throughput", unit: "req/s", better: "higher" },
    arms: shapes.map(armSummary),
    comparisons: comparisons(),
    sweep: null,
    findings: [
      {
        code: "skew",
        armIds: ["cluster-os×4"],
        figures: { busiestOverMean: 1.24, busiestOverMeanLow: 1.21 },
        sentence: "cluster-os×4: the busiest of 4 workers did 1.24 [1.21, 1.27] times the mean.",
      },
    ],
    warnings: [colocated, failures],
    percentiles: ["p50", "p75", "p90", "p95", "p99", "p999", "max"],
    completedBlocks: 7,
    replacedBlocks: [],
    measuredTrials: 31,
    plannedTrials: 32,
    overheadShare: 0.21,
  };
}

/** A run in which every trial failed: nothing was measured, and no figure exists. */
export function emptyInput(): ReportInput {
  const { run, analysis } = fixtureInput();
  const arms = analysis.arms.map((arm): ArmSummary => ({
    ...arm,
    measuredTrials: 0,
    metrics: [],
    latency: null,
    kinds: [],
    timeline: [],
    soak: null,
    roles: [],
    spread: null,
    bottleneck: null,
    failures: [],
    ratioToBaseline: null,
    rank: null,
  }));
  return {
    run: { ...run, finishedAt: null, trials: [] },
    analysis: {
      ...analysis,
      verdict: { headline: "Nothing was measured.", details: [], bestSet: [], ranked: false },
      seal: { status: "INVALID", reasons: [] },
      arms,
      comparisons: [],
      completedBlocks: 0,
      measuredTrials: 0,
      overheadShare: null,
    },
  };
}

function bare({ value }: Estimate): Estimate {
  return { value, low: null, high: null, confidence: null, n: 1 };
}

/** One trial of each arm: values without intervals, and no ranking. */
export function thinInput(): ReportInput {
  const { run, analysis } = fixtureInput();
  const arms = analysis.arms.map((arm): ArmSummary => ({
    ...arm,
    metrics: arm.metrics.map((summary) => ({
      ...summary,
      estimate: bare(summary.estimate),
      values: summary.values.slice(0, 1),
    })),
    kinds: arm.kinds.map((kind) => ({ ...kind, p50: bare(kind.p50), p99: bare(kind.p99) })),
    timeline: arm.timeline.slice(0, 1),
    ratioToBaseline: arm.ratioToBaseline === null ? null : bare(arm.ratioToBaseline),
    rank: null,
  }));
  const pairs = analysis.comparisons.map((pair): Comparison => ({
    ...pair,
    ratio: bare(pair.ratio),
    adjustedP: null,
    outcome: "not-resolved",
  }));
  const verdict = { headline: "Too little data to rank.", details: [], bestSet: [], ranked: false };
  return { run, analysis: { ...analysis, verdict, arms, comparisons: pairs } };
}
