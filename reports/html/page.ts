import type { Analysis, SealStatus } from "../../harness/model/index.ts";
import { plural } from "../../harness/units.ts";
import { sealOutcome } from "../console-parts.ts";
import type { Drawing } from "../drawing.ts";
import { nodesInWords } from "../environment.ts";
import { armLabels, blocksInWords, hasIntervals } from "../figures.ts";
import { loadInWords, methodSentences } from "../method.ts";
import { commands } from "../repeat.ts";
import type { ReportInput } from "../report.ts";
import { againSection, environmentSection, glossarySection, methodSection } from "./background.ts";
import { failuresSection, pairsSection, warningsSection } from "./evidence.ts";
import { renderDocument } from "./document.ts";
import { findingsSection } from "./findings.ts";
import { latencySection } from "./latency.ts";
import { chartSection, type Section } from "./parts.ts";
import { rankingSection } from "./ranking.ts";
import { resourcesSection } from "./resources.ts";
import { sweepSection } from "./sweep.ts";

/** The page: the answer first, then the evidence for it, then how it was come by. */
export function renderPage(input: ReportInput, drawings: readonly Drawing[]): string {
  const { run, analysis } = input;
  return renderDocument({
    title: run.plan.title,
    createdAt: run.createdAt,
    toolVersion: run.toolVersion,
    promise: "This page loads nothing and runs nothing.",
    skip: "Skip to the verdict",
    answer: {
      ...analysis.verdict,
      finishedAt: run.finishedAt,
      outcome: sealOutcome(analysis.seal, meaningsFor(analysis)),
      reasons: analysis.seal.reasons,
      labels: armLabels(analysis),
    },
    description: run.plan.description,
    scope: scopeOf(input),
    sections: sectionsOf(input, drawings),
  });
}

function meaningsFor(analysis: Analysis): Readonly<Record<SealStatus, string>> {
  return {
    VALID: hasIntervals(analysis)
      ? "Every check passed. The figures can be believed within their intervals."
      : "Every check passed. So few trials give no intervals: take the figures as estimates.",
    SUSPECT: "The figures are shown, but read them with the doubts below in mind.",
    INVALID: "The figures cannot be believed, so nothing is ranked.",
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

/** The evidence for an answer, and how it was come by. */
export function sectionsOf(input: ReportInput, drawings: readonly Drawing[]): readonly Section[] {
  const throughput = chartSection(drawings, "throughput", "Throughput", ["throughput", "ratio"]);
  const latency = latencySection(input, drawings);
  return [
    ...(input.analysis.sweep === null
      ? [
          rankingSection(input),
          findingsSection(input.analysis),
          ...(input.analysis.deciding.unit === "µs" ? [latency, throughput] : [throughput, latency]),
          chartSection(drawings, "time", "Over time", [
            "throughput-over-time",
            "latency-over-time",
            "memory-over-time",
          ]),
          resourcesSection(input, drawings),
        ]
      : [sweepSection(input.analysis.sweep, drawings)]),
    chartSection(drawings, "spread", "Spread over workers", ["spread"]),
    failuresSection(input),
    pairsSection(input),
    warningsSection(input.analysis.warnings, armLabels(input.analysis)),
    methodSection(methodSentences(input)),
    glossarySection(),
    environmentSection(input.run, input.run.trials),
    againSection(commands(input.run)),
  ];
}
