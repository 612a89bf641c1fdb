import type { SizingCell } from "../../harness/model/index.ts";
import { bytes, plural } from "../../harness/units.ts";
import { sealOutcome } from "../console-parts.ts";
import { drawAll, type Drawing } from "../drawing.ts";
import { workersOf } from "../figures.ts";
import { againSection, environmentSection, methodSection } from "../html/background.ts";
import { renderDocument } from "../html/document.ts";
import { warningsSection } from "../html/evidence.ts";
import { html, name, nothing, type SafeHtml } from "../html/html.ts";
import { bullets, chartSection, table, type Section } from "../html/parts.ts";
import { nodesInWords } from "../environment.ts";
import { printable } from "../text.ts";
import { capacityCharts } from "./charts/index.ts";
import { capacityCommands, capacityMethod } from "./method.ts";
import { plannerScript, plannerSection } from "./planner-section.ts";
import type { CapacityReporter, CapacityReportInput } from "./report.ts";
import {
  capacityLabels,
  cellInWords,
  coresPerThousand,
  cpuOf,
  heldLatencyOf,
  heldLatencyTitle,
  heldOf,
  legend,
  loadInWords,
  memoryOf,
  memoryPerThousand,
  missedOf,
  queueInWords,
  saturationOf,
  scalingInWords,
  sizingNote,
  trialsOf,
} from "./words.ts";

export const capacityHtmlReporter: CapacityReporter = {
  name: "html",
  describe: "capacity.html: the answer, a planner and the charts on one page that works offline",
  render: async (input) => [
    { path: "capacity.html", content: await renderPage(input, await drawAll(capacityCharts, input)) },
  ],
};

async function renderPage(input: CapacityReportInput, drawings: readonly Drawing[]): Promise<string> {
  const { run, analysis } = input;
  const sections = [
    sizingSection(input),
    plannerSection(input),
    chartSection(drawings, "hockey-stick", "Latency against load", ["latency", "crossover"]),
    chartSection(drawings, "workers-section", "More workers", ["workers"]),
    scalingSection(input),
    armsSection(input),
    chartSection(drawings, "cost-section", "What a request costs", ["cost"]),
    chartSection(drawings, "memory-section", "Memory", ["memory"]),
    warningsSection(analysis.warnings, capacityLabels(analysis)),
    methodSection(capacityMethod(run)),
    environmentSection(run, trialsOf(run)),
    againSection(capacityCommands(run)),
  ];
  return renderDocument({
    title: `Capacity: ${run.plan.title}`,
    createdAt: run.createdAt,
    toolVersion: run.toolVersion,
    promise: "This page loads nothing; it runs its planner only.",
    skip: "Skip to the answer",
    answer: {
      ...analysis,
      finishedAt: run.finishedAt,
      outcome: sealOutcome(analysis.seal, meanings),
      reasons: analysis.seal.reasons,
      labels: capacityLabels(analysis),
    },
    description: run.plan.description,
    scope: scopeOf(input),
    sections,
    script: await plannerScript(input),
  });
}

const meanings = {
  VALID: "Every check passed. The rates can be believed within their intervals.",
  SUSPECT: "The rates are shown, but read them with the doubts below in mind.",
  INVALID: "Nothing here can be believed.",
} as const;

function scopeOf({ run, analysis }: CapacityReportInput): readonly string[] {
  const { counted, leftOut } = analysis.probes;
  return [
    plural(analysis.arms.length, "arm"),
    `${plural(counted, "trial")} counted${leftOut === 0 ? "" : `, ${leftOut} left out`}`,
    `open load, ${run.plan.arrivals} arrivals`,
    `Node.js ${nodesInWords(run.environment, run.plan.arms, trialsOf(run))}`,
    plural(run.environment.availableParallelism, "core"),
  ];
}

function sizingSection({ run, analysis }: CapacityReportInput): Section {
  const { titles, rows } = analysis.sizing;
  const columns = [
    { title: "To hold", kind: "text" } as const,
    ...titles.map((title) => ({ title: printable(title), kind: "text" as const })),
  ];
  const kept = run.plan.objectives.map(({ text }) => text).join(" and ");
  const body = table(
    `At ${printable(kept)} you need`,
    columns,
    rows.map(({ rate, cells }) => [html`${loadInWords(rate)}`, ...cells.map(cellOf)]),
  );
  return {
    id: "sizing",
    title: "What a load needs",
    body: rows.length === 0 ? [] : [body, html`<p class="hint">${sizingNote}</p>`],
  };
}

function cellOf(cell: SizingCell): SafeHtml {
  if (cell.kind === "refused") return html`<span class="hint">${printable(cell.reason)}</span>`;
  const memory = cell.memoryBytes === null ? nothing : html`<br /><small>${bytes(cell.memoryBytes)}</small>`;
  return html`${cellInWords(cell)}${memory}`;
}

function armsSection({ run, analysis }: CapacityReportInput): Section {
  const { objectives } = run.plan;
  const labels = capacityLabels(analysis);
  const columns = [
    "Arm",
    "Workers",
    "Holds, req/s",
    heldLatencyTitle(objectives),
    "Misses at",
    "Closed loop",
    "CPU/req",
    "Memory",
    "Cores per 1,000 req/s",
    "Memory per 1,000 req/s",
  ].map((title, index) => ({ title, kind: index === 0 ? ("text" as const) : ("number" as const) }));
  const rows = analysis.arms.map((arm) => [
    name(labels.get(arm.armId) ?? arm.armId),
    html`${workersOf(arm)}${arm.isBeyondCores ? html` <small>more than cores</small>` : nothing}`,
    html`${heldOf(arm)}`,
    html`${heldLatencyOf(arm, objectives)}`,
    ...[missedOf, saturationOf, cpuOf, memoryOf, coresPerThousand, memoryPerThousand].map((read) => html`${read(arm)}`),
  ]);
  const sentences = analysis.arms.map(
    (arm) =>
      html`<strong>${labels.get(arm.armId) ?? arm.armId}</strong>: ${printable(arm.sentence)} ${queueInWords(arm) ?? ""}`,
  );
  return {
    id: "arms",
    title: "Every arm",
    body: [
      table("What each arm holds", columns, rows),
      html`<p class="hint">${legend} ${printable(analysis.claim)}</p>`,
      bullets(sentences),
    ],
  };
}

function scalingSection({ analysis }: CapacityReportInput): Section {
  const points = scalingInWords(analysis.scaling, ({ title }) => title).map(
    ({ who, words }) => html`<strong>${printable(who)}</strong>: ${printable(words)}`,
  );
  return { id: "scaling", title: "Where more workers stop paying", body: [bullets(points)] };
}
