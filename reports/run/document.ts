import type { Analysis, ArmSummary } from "../../harness/model/index.ts";
import { plural } from "../../harness/units.ts";

import { sealOutcome } from "../console-parts.ts";
import { type Block, type Cell, type Column, type Document, numberColumn, textColumn } from "../document.ts";
import { nodesInWords } from "../environment.ts";
import {
  armLabels,
  blocksInWords,
  decidingName,
  decidingValue,
  hasIntervals,
  isDecidedElsewhere,
  labelOf,
  limitOf,
  metricIds,
  metricOf,
  none,
  percentileValue,
  place,
  ratioTitle,
  ratioToBaseline,
  valueOf,
  withInterval,
  workersOf,
} from "../figures.ts";

import { loadInWords } from "../method.ts";

import type { ReportInput } from "../report.ts";

import { runSections } from "./evidence.ts";
import { skewTable } from "./skews.ts";

/** A run, or a sweep, as a report: which arms are first, and all that was seen. A page has a ranking of its own beside it. */
export function runDocument(input: ReportInput): Document {
  const { run, analysis } = input;
  const { verdict, seal } = analysis;
  return {
    title: run.plan.title,
    heading: run.plan.title,
    level: 1,
    outcome: sealOutcome(seal, {
      VALID: hasIntervals(analysis)
        ? "Every check passed. The figures can be trusted within their intervals."
        : "Every check passed. So few trials give no intervals: take the figures as estimates.",
      SUSPECT: "The figures are shown, but read them with the warnings below in mind.",
      INVALID: "The figures cannot be trusted, so nothing is ranked.",
    }),
    headline: verdict.headline,
    details: verdict.details,
    reasons: seal.reasons,
    labels: armLabels(analysis),
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    description: run.plan.description,
    brief: `${analysis.measuredTrials} of ${plural(analysis.plannedTrials, "trial")}, ${blocksInWords(analysis.completedBlocks, run.plan)}`,
    scope: scopeOf(input),
    answerTitle: "Ranking",
    answer: answerOf(input),
    sections: runSections(input),
    warnings: analysis.warnings,
  };
}

function scopeOf({ run, analysis }: ReportInput): readonly string[] {
  const load = run.plan.arms[0]?.load;
  return [
    plural(analysis.arms.length, "arm"),
    `${analysis.measuredTrials} of ${plural(analysis.plannedTrials, "trial")} measured`,
    `${blocksInWords(analysis.completedBlocks, run.plan)} complete`,
    ...(load === undefined ? [] : [analysis.sweep === null ? loadInWords(load) : "a sweep over connections"]),
    `Node.js ${nodesInWords(run.environment, run.plan.arms, run.trials)}`,
    plural(run.environment.availableParallelism, "core"),
  ];
}

function answerOf({ run, analysis }: ReportInput): readonly Block[] {
  const { started } = run.plan;
  const scope = `${plural(analysis.measuredTrials, "trial")} of ${analysis.plannedTrials} measured, ${blocksInWords(analysis.completedBlocks, run.plan)} complete`;
  const brackets = hasIntervals(analysis) ? "Figures in brackets are intervals." : "So few trials give no intervals.";
  return [
    ...(started === undefined ? [] : [{ kind: "remark", text: started, on: ["markdown"] } as const]),
    ...(analysis.sweep === null ? [rankingTable(analysis)] : [skewTable(analysis.sweep)]),
    { kind: "remark", text: `${scope}. ${brackets}`, on: ["markdown"] },
  ];
}

/** A page has cards instead, which are narrow. */
function rankingTable(analysis: Analysis): Block {
  const { arms, verdict } = analysis;
  const columns: readonly (readonly [column: Column, cell: (arm: ArmSummary) => Cell])[] = [
    [numberColumn("#"), place],
    [{ ...textColumn("Arm"), brief: "arm", shrinks: true }, (arm) => labelOf(armLabels(analysis), arm.armId)],
    [{ ...numberColumn("Workers"), brief: "workers", expendable: 3 }, workersOf],
    [numberColumn("req/s"), throughputOf],
    ...(isDecidedElsewhere(analysis)
      ? [
          [
            { ...numberColumn(analysis.deciding.title), brief: decidingName(analysis) },
            (arm: ArmSummary) => decidingValue(arm, analysis),
          ] as const,
        ]
      : []),
    [{ ...numberColumn(ratioTitle(analysis)), expendable: 1 }, (arm) => ratioToBaseline(arm, analysis)],
    [{ ...numberColumn("p50"), expendable: 4 }, (arm) => percentileValue(arm.latency, "p50")],
    [{ ...numberColumn("p99"), expendable: 2 }, (arm) => percentileValue(arm.latency, "p99")],
    [{ ...numberColumn("CPU/req"), expendable: 5 }, (arm) => valueOf(arm, metricIds.cpu).replace("/req", "")],
    [{ ...numberColumn("Memory"), brief: "memory", expendable: 6 }, (arm) => valueOf(arm, metricIds.memoryLoad)],
    [{ ...textColumn("What limits it"), on: ["markdown"] }, limitOf],
  ];
  return {
    kind: "table",
    caption: "Ranking",
    columns: columns.map(([column]) => column),
    rows: arms.map((arm) => columns.map(([, cell]) => cell(arm))),
    best: arms.flatMap(({ armId }, index) => (verdict.bestSet.includes(armId) ? [index] : [])),
    on: ["console", "markdown"],
  };
}

function throughputOf(arm: ArmSummary): string {
  const summary = metricOf(arm, metricIds.throughput);
  return summary === undefined ? none : withInterval(summary.estimate, "req/s");
}
