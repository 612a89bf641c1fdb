import type { MapPlace } from "../../harness/model/index.ts";
import { duration, plural } from "../../harness/units.ts";
import { drawAll, type Drawing } from "../drawing.ts";
import { none, withInterval } from "../figures.ts";
import { againSection, environmentSection, methodSection } from "../html/background.ts";
import { renderDocument } from "../html/document.ts";
import { notRunTable } from "../html/evidence.ts";
import { html, name, nothing, type SafeHtml } from "../html/html.ts";
import { bullets, chartSection, table, type Section } from "../html/parts.ts";
import type { Answer } from "../html/verdict.ts";
import { nodesInWords } from "../environment.ts";
import { printable } from "../text.ts";
import { heatMap } from "./chart.ts";
import type { MapReporter, MapReportInput } from "./report.ts";
import { firstRun, mapCommands, mapMethod, marginOf, placeAt, titleOf, winnerOf, workloadInWords } from "./words.ts";

export const mapHtmlReporter: MapReporter = {
  name: "html",
  describe: "map.html: the heat map, its figures and doubts on one page that works offline",
  render: async (input) => [{ path: "map.html", content: renderPage(input, await drawAll([heatMap], input)) }],
};

function renderPage(input: MapReportInput, drawings: readonly Drawing[]): string {
  const { map } = input.measured;
  const run = firstRun(input);
  const sections = [
    chartSection(drawings, "map", "The map", [heatMap.id]),
    winnersSection(input),
    figuresSection(input),
    doubtsSection(input),
    methodSection(mapMethod(input)),
    ...(run === undefined ? [] : [environmentSection(run, run.trials)]),
    againSection(mapCommands(map)),
  ];
  return renderDocument({
    title: `Map: ${map.title}`,
    createdAt: map.createdAt,
    toolVersion: map.toolVersion,
    promise: "This page loads nothing and runs nothing.",
    skip: "Skip to the answer",
    answer: answerOf(input),
    description: map.description,
    scope: scopeOf(input),
    sections,
  });
}

function answerOf({ measured, analysis }: MapReportInput): Answer {
  const { seal, headline, details, arms } = analysis;
  return {
    headline,
    details,
    finishedAt: measured.map.finishedAt,
    seal: { ...seal, reasons: seal.status === "INVALID" ? seal.reasons : [] },
    meanings: {
      VALID: "Every check of every place passed.",
      SUSPECT: "Read the map with the doubts below in mind.",
      INVALID: "Nothing here can be believed.",
    },
    labels: new Map(arms.map(({ armId, title }) => [armId, title])),
  };
}

function scopeOf({ measured, analysis }: MapReportInput): readonly string[] {
  const { environment } = measured.map;
  const arms = measured.runs.flatMap(({ plan }) => plan.arms);
  const trials = measured.runs.flatMap((run) => run.trials);
  return [
    plural(analysis.places.length, "place"),
    plural(analysis.arms.length, "strategy", "strategies"),
    plural(trials.length, "trial"),
    "closed loop",
    `Node.js ${nodesInWords(environment, arms, trials)}`,
    plural(environment.availableParallelism, "core"),
  ];
}

function winnersSection({ analysis }: MapReportInput): Section {
  const columns = [
    { title: "Work", kind: "text" } as const,
    ...analysis.connections.map((count) => ({ title: plural(count, "connection"), kind: "text" as const })),
  ];
  const cell = (place: MapPlace | undefined): SafeHtml => {
    if (place === undefined) return html`${none}`;
    const winner = winnerOf(place, (id) => titleOf(analysis, id));
    const margin = marginOf(place.margin);
    return margin === null
      ? html`<span class="hint">${printable(winner)}</span>`
      : html`${printable(winner)}<br /><small>${margin}</small>`;
  };
  const rows = analysis.workloads.map((workload) => [
    html`${printable(workloadInWords(workload))}`,
    ...analysis.connections.map((count) => cell(placeAt(analysis, workload.id, count))),
  ]);
  const sentences = analysis.workloads.map(
    ({ title, sentence }) => html`<strong>${printable(title)}</strong>: ${printable(sentence)}`,
  );
  return {
    id: "winners",
    title: "Who wins",
    body: [table("The winners, with their lead over the next", columns, rows), bullets(sentences)],
  };
}

function figuresSection({ analysis }: MapReportInput): Section {
  const columns = [
    "Work",
    "Connections",
    "Strategy",
    "Throughput, req/s",
    "p50",
    "CPU/req",
    "Over the baseline",
    "Run",
  ].map((title, index) => ({ title, kind: [1, 3, 4, 5, 6].includes(index) ? ("number" as const) : ("text" as const) }));
  const rows = analysis.places.flatMap((place) => {
    const title = analysis.workloads.find(({ id }) => id === place.workloadId)?.title ?? place.workloadId;
    return place.arms.map(({ armId, throughput, p50Micros, cpuMicros }) => [
      html`${printable(title)}`,
      html`${place.connections}`,
      name(printable(titleOf(analysis, armId))),
      html`${withInterval(throughput, "req/s")}`,
      html`${p50Micros === null ? none : duration(p50Micros)}`,
      html`${cpuMicros === null ? none : duration(cpuMicros)}`,
      html`${armId === place.overBaseline?.armId ? (marginOf(place.overBaseline) ?? none) : none}`,
      html`<code>${place.folder}</code>`,
    ]);
  });
  const hint = html`<p class="hint">
    The run of each place is complete, below the folder of the map: <code>report</code> with its folder writes every
    chart and table of it.
  </p>`;
  return {
    id: "figures",
    title: "Every figure",
    body: rows.length === 0 ? [] : [table("What each strategy did in each place", columns, rows), hint],
  };
}

/** What is said against a place, or why it was not ranked. */
function doubtsSection({ analysis }: MapReportInput): Section {
  const doubted = analysis.places.filter(
    ({ outcome, seal }) => outcome === "not-ranked" || (outcome !== "not-measured" && seal.status !== "VALID"),
  );
  const rows = doubted.map(({ workloadId, connections, seal, sentence, outcome }) => [
    html`${printable(analysis.workloads.find(({ id }) => id === workloadId)?.title ?? workloadId)}`,
    html`${connections}`,
    html`${seal.status}`,
    html`${outcome === "not-ranked" ? printable(sentence) : ""}
    ${seal.reasons.map(
      ({ meaning, armId }) =>
        html`${armId === undefined ? "" : `${printable(titleOf(analysis, armId))}: `}${printable(meaning)} `,
    )}`,
  ]);
  const columns = [
    { title: "Work", kind: "text" },
    { title: "Connections", kind: "number" },
    { title: "Seal", kind: "text" },
    { title: "Why", kind: "text" },
  ] as const;
  return {
    id: "doubts",
    title: "Doubts",
    body: [
      rows.length === 0 ? nothing : table("Places to be read with care", columns, rows),
      notRunTable(analysis.notApplicable),
    ],
  };
}
