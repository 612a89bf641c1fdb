import type { GateOutcome, GatedMetric, JudgedRequirement } from "../../../model/index.ts";
import { plural } from "../../../units.ts";
import { type Block, type Cell, type Document, textColumn } from "../../../../reports/document.ts";
import { nodesInWords } from "../../../../reports/environment.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import { openMeanings, outcomeOf, verdictOf } from "../../../../reports/verdict.ts";
import type { GateReportInput } from "./report.ts";

/** A gate's result as a report: head against base, and what head is held to. */
export function gateDocument(input: GateReportInput): Document {
  const { run, gate, result } = input;
  const { plan } = run;
  const { outcome, series, headline, details, pairs, seal } = result;
  const said = outcomeOf(outcome, meanings);
  const title = plan.title;
  return {
    title,
    heading: `${said.mark} ${outcome}: ${title}`,
    level: 2,
    outcome: said,
    series,
    headline,
    details,
    reasons: outcome === "invalid" || result.cause === "noise" ? seal.reasons : [],
    labels: new Map([
      [gate.baseArmId, "base"],
      [gate.headArmId, "head"],
    ]),
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    description: plan.description,
    brief: `${plural(pairs, "pair")} of ${gate.base.label} and ${gate.head.label}`,
    scope: [
      plural(pairs, "pair"),
      `${gate.base.label} and ${gate.head.label}`,
      `Node.js ${nodesInWords(run.environment, plan.arms, run.trials)}`,
      plural(run.environment.availableParallelism, "core"),
    ],
    answerTitle: "Head against base",
    answer: [
      metricsTable(input),
      requirementsTable(input),
      {
        kind: "points",
        points: (gate.findings ?? []).map((text) => ({ text })),
        on: ["markdown", "html"],
      },
      { kind: "remark", text: measuredInWords(input), on: ["markdown"] },
      {
        kind: "remark",
        text: `Base and head are medians over all trials. The change is measured within pairs, and differs from that of the medians where the machine’s speed changes (Hodges–Lehmann, 95% two-sided, exact signed-rank tests); “worse by at most” is one-sided.`,
      },
    ],
    sections: [],
  };
}

const meanings: Readonly<Record<GateOutcome, string>> = {
  pass: "Any regression was shown to be within the tolerance.",
  regression: "Head is worse than base by more than chance explains.",
  ...openMeanings,
};

function metricsTable({ result }: GateReportInput): Block {
  const row = (one: GatedMetric): readonly Cell[] => [
    one.metric.title,
    sideOf(one, "base"),
    sideOf(one, "head"),
    changeOf(one),
    atMostOf(one),
    verdictOf(one.outcome, result),
  ];
  return {
    kind: "table",
    caption: "Judged metrics",
    columns: ["Metric", "Base", "Head", "Head against base", "Worse by at most", "Verdict"].map(textColumn),
    rows: result.metrics.map(row),
  };
}

function requirementsTable({ result }: GateReportInput): Block {
  const row = ({ requirement, found, outcome }: JudgedRequirement): readonly Cell[] => [
    requirement.text,
    foundIn(found, requirement.unit),
    verdictOf(outcome, result),
  ];
  return {
    kind: "table",
    caption: "Limits for head",
    columns: ["Requirement", "Found", "Verdict"].map(textColumn),
    rows: result.requirements.map(row),
  };
}

function measuredInWords({ run, gate, result }: GateReportInput): string {
  const { plan, environment } = run;
  const arm = plan.arms.find(({ id }) => id === gate.headArmId);
  return `${plural(result.pairs, "interleaved pair")} of base (${gate.base.label}) and head (${gate.head.label}), fresh processes each, ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured, ${arm?.strategy ?? ""} with ${plural(arm?.workers ?? 0, "worker")}, on ${environment.cpuModel} (${plural(environment.availableParallelism, "core")}), Node.js ${environment.nodeVersion}.`;
}
