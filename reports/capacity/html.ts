import { latencyObjective, percentileOf, type ArmCapacity, type SizingCell } from "../../harness/model/index.ts";
import { bytes, plural } from "../../harness/units.ts";
import { drawAll, type Drawing } from "../drawing.ts";
import { percentileTitle, workersOf } from "../figures.ts";
import { againSection, environmentSection, methodSection } from "../html/background.ts";
import { contents, renderDocument } from "../html/document.ts";
import { warningsSection } from "../html/evidence.ts";
import { html, name, nothing, type SafeHtml } from "../html/html.ts";
import { figure, renderSection, table, type Section } from "../html/parts.ts";
import { masthead, sealAside, unfinished } from "../html/verdict.ts";
import { nodesInWords } from "../environment.ts";
import { printable } from "../text.ts";
import { capacityCharts } from "./charts/index.ts";
import { capacityCommands, capacityMethod } from "./method.ts";
import { adviseLoad, runPlanner, type PlannerArm, type PlannerData } from "./planner.ts";
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
  const charted = (id: string, title: string, charts: readonly string[]): Section => ({
    id,
    title,
    body: charts.map((chart) => figure(drawings, chart)),
  });
  const sections = [
    sizingSection(input),
    plannerSection(input),
    charted("hockey-stick", "Latency against load", ["latency", "crossover"]),
    charted("workers-section", "More workers", ["workers"]),
    scalingSection(input),
    armsSection(input),
    charted("cost-section", "What a request costs", ["cost"]),
    charted("memory-section", "Memory", ["memory"]),
    warningsSection(analysis.warnings, capacityLabels(analysis)),
    methodSection(capacityMethod(run)),
    environmentSection(run),
    againSection(capacityCommands(run)),
  ].filter(({ body }) => body.some((part) => part !== nothing));
  const code = plannerCode();
  return renderDocument({
    title: `Capacity: ${run.plan.title}`,
    toolVersion: run.toolVersion,
    promise: "This page loads nothing; it runs its planner only.",
    skip: "Skip to the answer",
    masthead: masthead(`Capacity: ${run.plan.title}`, run.createdAt),
    main: html`${answer(input)} ${scope(input)} ${contents(sections)} ${sections.map(renderSection)}`,
    script: { code, digest: await digestOf(code), data: plannerData(input) },
  });
}

function answer({ run, analysis }: CapacityReportInput): SafeHtml {
  const { seal, headline, details } = analysis;
  const meanings = {
    VALID: "Every check passed. The rates can be believed within their intervals.",
    SUSPECT: "The rates are shown, but read them with the doubts below in mind.",
    INVALID: "Nothing here can be believed.",
  } as const;
  return html`<section class="verdict" id="verdict">
    <div>
      <h1>${printable(headline)}</h1>
      ${details.map((detail) => html`<p>${printable(detail)}</p>`)} ${unfinished(run.finishedAt)}
    </div>
    ${sealAside(seal, meanings[seal.status])}
  </section>`;
}

function scope({ run, analysis }: CapacityReportInput): SafeHtml {
  const { counted, leftOut } = analysis.probes;
  const items = [
    plural(analysis.arms.length, "arm"),
    `${plural(counted, "trial")} counted${leftOut === 0 ? "" : `, ${leftOut} left out`}`,
    `open load, ${run.plan.arrivals} arrivals`,
    `Node.js ${nodesInWords(run.environment, run.plan.arms)}`,
    plural(run.environment.availableParallelism, "core"),
  ];
  return html`<p class="lede">${printable(run.plan.description)}</p>
    <ul class="scope">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
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

function option(value: string, title: string, isSelected: boolean): SafeHtml {
  return isSelected
    ? html`<option value="${value}" selected>${title}</option>`
    : html`<option value="${value}">${title}</option>`;
}

function plannerSection({ run, analysis }: CapacityReportInput): Section {
  const objectives = run.plan.objectives.map(({ text }) => text).join(" and ");
  const searched = latencyObjective(run.plan.objectives);
  const usual = analysis.arms[0]?.held?.rate ?? 100;
  const options = [
    option("", "as searched for", searched === null),
    ...(["p50", "p75", "p90", "p95", "p99", "p999", "max"] as const).map((percentile) =>
      option(percentile, percentileTitle(percentile), percentile === searched?.percentile),
    ),
  ];
  const body = html`<p>
      Type the load that you expect and the room that you want to keep. For another objective than the one that was
      searched for (${printable(objectives)}), the trials at hand are asked, and where they cannot say, the planner says
      so.
    </p>
    <div class="planner" role="group" aria-label="What you expect">
      <label>Load, req/s <input id="plan-load" type="number" min="1" step="any" value="${Math.round(usual)}" /></label>
      <label>Headroom, % <input id="plan-headroom" type="number" min="0" max="95" step="5" value="30" /></label>
      <label
        >Percentile
        <select id="plan-percentile">
          ${options}
        </select></label
      >
      <label
        >Latency below, ms
        <input
          id="plan-limit"
          type="number"
          min="0"
          step="any"
          value="${searched === null ? 100 : searched.limitMicros / 1_000}"
      /></label>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="What the load needs">
      <table>
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            <th scope="col">You need</th>
            <th scope="col">Memory</th>
            <th scope="col">It rests on</th>
          </tr>
        </thead>
        <tbody id="plan-rows" aria-live="polite"></tbody>
      </table>
    </div>
    <noscript><p class="hint">The planner needs scripts; the table above says the same for some loads.</p></noscript>`;
  return { id: "planner", title: "Plan a load", body: [body] };
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
      html`<li>
        <strong>${labels.get(arm.armId) ?? arm.armId}</strong>: ${printable(arm.sentence)} ${queueInWords(arm) ?? ""}
      </li>`,
  );
  return {
    id: "arms",
    title: "Every arm",
    body: [
      table("What each arm holds", columns, rows),
      html`<p class="hint">${legend} ${printable(analysis.claim)}</p>`,
      html`<ul>
        ${sentences}
      </ul>`,
    ],
  };
}

function scalingSection({ analysis }: CapacityReportInput): Section {
  const items = scalingInWords(analysis.scaling, ({ title }) => title).map(
    ({ who, words }) => html`<li><strong>${printable(who)}</strong>: ${printable(words)}</li>`,
  );
  return {
    id: "scaling",
    title: "Where more workers stop paying",
    body:
      items.length === 0
        ? []
        : [
            html`<ul>
              ${items}
            </ul>`,
          ],
  };
}

function plannerData({ run, analysis }: CapacityReportInput): PlannerData {
  const strategies = analysis.scaling.map(({ title, armIds }) => ({ title, armIds }));
  const unscaled = analysis.arms.filter(({ strategy, workers }) => strategy === "single" || workers === null);
  const members = [...unscaled.map(({ title, armId }) => ({ title, armIds: [armId] })), ...strategies];
  return {
    strategies: members.map(({ title, armIds }) => ({
      title: printable(title),
      arms: armIds.flatMap((id) => analysis.arms.filter(({ armId }) => armId === id)).map(plannerArm),
    })),
    bounds: run.plan.objectives.map(({ metricId, comparison, value }) => ({
      percentile: percentileOf(metricId),
      isStrict: comparison === "<",
      limit: value,
    })),
  };
}

function plannerArm({ workers, isBeyondCores, outcome, held, memoryBytes, points }: ArmCapacity): PlannerArm {
  return {
    workers,
    isBeyondCores,
    held: held?.rate ?? null,
    trials: held?.trials ?? 0,
    agreeing: held?.agreeing ?? 0,
    isConfirmed: held?.isConfirmed ?? false,
    isAtLeast: outcome === "generator-limited",
    memoryBytes,
    points: points.map(({ kind, offered, errorShare, isSteady, micros }) => {
      return { kind, offered, errorShare, isSteady, micros };
    }),
  };
}

/** The planner's own source, which the page runs. */
function plannerCode(): string {
  return `"use strict";(${String(runPlanner)})(document,${String(adviseLoad)});`;
}

async function digestOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
