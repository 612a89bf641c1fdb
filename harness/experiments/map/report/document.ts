import type { MapPlace, WorkloadSummary } from "../model.ts";
import { duration, plural } from "../../../units.ts";
import { againSection, environmentSection, methodSection, notRun } from "../../../../reports/background-sections.ts";
import { sealOutcome } from "../../../../reports/console-parts.ts";
import {
  type Block,
  type Cell,
  type Document,
  type Section,
  numberColumn,
  textColumn,
} from "../../../../reports/document.ts";
import { nodesInWords } from "../../../../reports/environment.ts";
import { none, withInterval } from "../../../../reports/figures.ts";
import { heatMap } from "./chart.ts";
import type { MapReportInput } from "./report.ts";
import {
  mapCommands,
  mapMethod,
  marginInShort,
  marginOf,
  placeAt,
  titleOf,
  winnerOf,
  workloadInWords,
} from "./words.ts";

/** A map as a report: who wins where, with every figure and doubt behind it. */
export function mapDocument(input: MapReportInput): Document {
  const { measured, analysis } = input;
  const { map, runs } = measured;
  const { seal, headline, details, arms } = analysis;
  const [first] = runs;
  return {
    title: map.title,
    heading: `Map: ${map.title}`,
    level: 1,
    outcome: sealOutcome(seal, {
      VALID: "Every check of every cell passed.",
      SUSPECT: "Read the map with the warnings below in mind.",
      INVALID: "None of these results can be trusted.",
    }),
    headline,
    details,
    // The doubts of a place stand with it.
    reasons: seal.status === "INVALID" ? seal.reasons : [],
    warnings: seal.reasons,
    labels: new Map(arms.map(({ armId, title }) => [armId, title])),
    createdAt: map.createdAt,
    finishedAt: map.finishedAt,
    toolVersion: map.toolVersion,
    description: map.description,
    scope: scopeOf(input),
    brief: `${plural(analysis.places.length, "cell")} of ${plural(arms.length, "strategy", "strategies")}`,
    answerTitle: "Who wins",
    answer: answerOf(input),
    sections: [
      figuresSection(input),
      doubtsSection(input),
      methodSection(mapMethod(input)),
      ...(first === undefined
        ? []
        : [
            environmentSection(
              { ...map, plan: { ...first.plan, arms: runs.flatMap(({ plan }) => plan.arms) } },
              runs.flatMap(({ trials }) => trials),
            ),
          ]),
      againSection(mapCommands(map)),
    ],
  };
}

function scopeOf({ measured, analysis }: MapReportInput): readonly string[] {
  const { environment } = measured.map;
  const arms = measured.runs.flatMap(({ plan }) => plan.arms);
  const trials = measured.runs.flatMap((run) => run.trials);
  return [
    plural(analysis.places.length, "cell"),
    plural(analysis.arms.length, "strategy", "strategies"),
    plural(trials.length, "trial"),
    "closed loop",
    `Node.js ${nodesInWords(environment, arms, trials)}`,
    plural(environment.availableParallelism, "core"),
  ];
}

function answerOf({ analysis }: MapReportInput): readonly Block[] {
  const { workloads, connections } = analysis;
  const points = workloads.map((workload) => ({ subject: workloadInWords(workload), text: workload.sentence }));
  return [
    { kind: "charts", ids: [heatMap.id] },
    {
      kind: "table",
      caption: "The winners, with their lead over the next",
      columns: ["Work", ...connections.map((count) => plural(count, "connection"))].map((title) => ({
        title,
        kind: "text",
      })),
      rows: workloads.map(winnersOf),
      instead: points,
    },
    { kind: "points", points, on: ["markdown", "html"] },
  ];

  function winnersOf(workload: WorkloadSummary): readonly Cell[] {
    const cells = connections.map((count) => winnerCell(placeAt(analysis, workload.id, count)));
    return [workloadInWords(workload), ...cells];
  }

  function winnerCell(place: MapPlace | undefined): Cell {
    if (place === undefined) return none;
    const text = winnerOf(place, (id) => titleOf(analysis, id));
    const margin = marginOf(place.margin);
    const brief = [winnerOf(place, (id) => id), marginInShort(place.margin)].join(" ").trim();
    return margin === null ? { text, brief, is: "faint" } : { text, brief, beside: margin };
  }
}

function figuresSection({ analysis }: MapReportInput): Section {
  const rows = analysis.places.flatMap((place) =>
    place.arms.map(({ armId, throughput, p50Micros, cpuMicros }): readonly Cell[] => [
      workloadOf(analysis, place),
      String(place.connections),
      { text: titleOf(analysis, armId), is: "name" },
      withInterval(throughput, "req/s"),
      p50Micros === null ? none : duration(p50Micros),
      cpuMicros === null ? none : duration(cpuMicros),
      armId === place.overBaseline?.armId ? (marginOf(place.overBaseline) ?? none) : none,
      { text: place.folder, is: "code" },
    ]),
  );
  const table: Block = {
    kind: "table",
    caption: "Each strategy in each cell",
    columns: [
      textColumn("Work"),
      numberColumn("Connections"),
      textColumn("Strategy"),
      numberColumn("Throughput, req/s"),
      numberColumn("p50"),
      numberColumn("CPU/req"),
      numberColumn("Over the baseline"),
      textColumn("Run"),
    ],
    rows,
  };
  const remark: Block = {
    kind: "remark",
    text: "The complete run of each cell is in the map’s folder: report with that folder writes all its charts and tables.",
  };
  return { id: "figures", title: "Every figure", on: ["html"], blocks: rows.length === 0 ? [] : [table, remark] };
}

/** What is said against a place, or why it was not ranked; and what could not run. */
function doubtsSection({ analysis }: MapReportInput): Section {
  const doubted = analysis.places.filter(
    ({ outcome, seal }) => outcome === "not-ranked" || (outcome !== "not-measured" && seal.status !== "VALID"),
  );
  return {
    id: "doubts",
    title: "Doubts",
    on: ["markdown", "html"],
    blocks: [
      {
        kind: "table",
        caption: "Cells to read with care",
        columns: [
          { title: "Work", kind: "text" },
          { title: "Connections", kind: "number" },
          { title: "Seal", kind: "text" },
          { title: "Why", kind: "text" },
        ],
        rows: doubted.map((place) => [
          workloadOf(analysis, place),
          String(place.connections),
          place.seal.status,
          [
            ...(place.outcome === "not-ranked" ? [place.sentence] : []),
            ...place.seal.reasons.map(({ meaning, armId }) =>
              armId === undefined ? meaning : `${titleOf(analysis, armId)}: ${meaning}`,
            ),
          ].join(" "),
        ]),
      },
      notRun(analysis.notApplicable),
    ],
  };
}

function workloadOf({ workloads }: MapReportInput["analysis"], { workloadId }: MapPlace): string {
  return workloads.find(({ id }) => id === workloadId)?.title ?? workloadId;
}
