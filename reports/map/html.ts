import type { MapPlace } from "../../harness/model/index.ts";
import { duration, plural } from "../../harness/units.ts";
import { drawAll, type Drawing } from "../drawing.ts";
import { none, withInterval } from "../figures.ts";
import { againSection, environmentSection, methodSection } from "../html/background.ts";
import { contents, renderDocument } from "../html/document.ts";
import { html, name, nothing, type SafeHtml } from "../html/html.ts";
import { figure, renderSection, table, type Section } from "../html/parts.ts";
import { masthead, sealAside, unfinished } from "../html/verdict.ts";
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
    { id: "map", title: "The map", body: [figure(drawings, heatMap.id)] },
    winnersSection(input),
    figuresSection(input),
    doubtsSection(input),
    methodSection(mapMethod(input)),
    ...(run === undefined ? [] : [environmentSection(run)]),
    againSection(mapCommands(map)),
  ].filter(({ body }) => body.some((part) => part !== nothing));
  return renderDocument({
    title: `Map: ${map.title}`,
    toolVersion: map.toolVersion,
    promise: "This page loads nothing and runs nothing.",
    skip: "Skip to the answer",
    masthead: masthead(`Map: ${map.title}`, map.createdAt),
    main: html`${answer(input)} ${scope(input)} ${contents(sections)} ${sections.map(renderSection)}`,
  });
}

function answer({ measured, analysis }: MapReportInput): SafeHtml {
  const { seal, headline, details } = analysis;
  const meanings = {
    VALID: "Every check of every place passed.",
    SUSPECT: "Read the map with the doubts below in mind.",
    INVALID: "Nothing here can be believed.",
  } as const;
  return html`<section class="verdict" id="verdict">
    <div>
      <h1>${printable(headline)}</h1>
      ${details.map((detail) => html`<p>${printable(detail)}</p>`)} ${unfinished(measured.map.finishedAt)}
    </div>
    ${sealAside({ ...seal, reasons: seal.status === "INVALID" ? seal.reasons : [] }, meanings[seal.status])}
  </section>`;
}

function scope({ measured, analysis }: MapReportInput): SafeHtml {
  const { environment, description } = measured.map;
  const arms = measured.runs.flatMap(({ plan }) => plan.arms);
  const items = [
    plural(analysis.places.length, "place"),
    plural(analysis.arms.length, "strategy", "strategies"),
    plural(
      measured.runs.reduce((sum, { trials }) => sum + trials.length, 0),
      "trial",
    ),
    "closed loop",
    `Node.js ${nodesInWords(environment, arms)}`,
    plural(environment.availableParallelism, "core"),
  ];
  return html`<p class="lede">${printable(description)}</p>
    <ul class="scope">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
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
    ({ title, sentence }) => html`<li><strong>${printable(title)}</strong>: ${printable(sentence)}</li>`,
  );
  return {
    id: "winners",
    title: "Who wins",
    body: [
      table("The winners, with their lead over the next", columns, rows),
      html`<ul>
        ${sentences}
      </ul>`,
    ],
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
  const notRun = analysis.notApplicable.map(({ strategy, reason }) => [
    html`<code>${name(printable(strategy, 44))}</code>`,
    html`${printable(reason)}`,
  ]);
  return {
    id: "doubts",
    title: "Doubts",
    body: [
      rows.length === 0 ? nothing : table("Places to be read with care", columns, rows),
      notRun.length === 0
        ? nothing
        : table(
            "Strategies that could not run here",
            [
              { title: "Strategy", kind: "text" },
              { title: "Why", kind: "text" },
            ],
            notRun,
          ),
    ],
  };
}
