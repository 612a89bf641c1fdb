import type { MapAnalysis, MapPlace } from "../model.ts";
import { duration, plural } from "../../../units.ts";
import {
  chartConfig,
  plotWidth,
  textSize,
  type ChartOf,
  type Size,
  type Spec,
} from "../../../../reports/charts/chart.ts";
import { drawable } from "../../../../reports/charts/series.ts";
import { none } from "../../../../reports/figures.ts";
import { printable, shorten } from "../../../../reports/text.ts";
import { paint, type Colour } from "../../../../reports/theme.ts";
import type { MapReportInput } from "./report.ts";
import { marginInShort, titleOf, winnerOf, workloadInWords } from "./words.ts";

const winners: readonly Colour[] = ["blue", "orange", "green", "purple", "sky", "brown", "vermilion"];

/** A margin of this much is drawn in full. */
const fullMargin = 2;
const faintest = 0.16;
const fullest = 0.62;

function legendOf(analysis: MapAnalysis, place: MapPlace): string {
  return drawable(printable(winnerOf(place, (id) => titleOf(analysis, id))));
}

/** The larger the margin, the fuller the colour; never so full that the text on it could not be read. */
function opacityOf({ outcome, margin }: MapPlace): number {
  if (outcome !== "winner" || margin === null) return faintest;
  const share = Math.log(Math.max(1, margin.ratio.value)) / Math.log(fullMargin);
  return faintest + (fullest - faintest) * Math.min(1, share);
}

function spec({ analysis }: MapReportInput, size: Size): Spec {
  const { workloads, connections, places } = analysis;
  const isWide = size === "wide";
  const rows = new Map(
    workloads.map(({ id, title, cpuMicros }, index) => {
      const name = shorten(printable(title), isWide ? 36 : 19);
      const cpu = cpuMicros === null || !isWide ? "" : ` · ${duration(cpuMicros)}`;
      return [id, drawable(`${index + 1}. ${name}${cpu}`)];
    }),
  );
  const won = places.filter(({ outcome }) => outcome === "winner").map((place) => legendOf(analysis, place));
  const rest = places.filter(({ outcome }) => outcome !== "winner").map((place) => legendOf(analysis, place));
  const [wonNames, restNames] = [[...new Set(won)].toSorted(), [...new Set(rest)].toSorted()];
  // Colours alone do not tell everyone who it is.
  const letters = new Map(wonNames.map((name, index) => [name, String.fromCharCode(65 + index)]));
  const named = (who: string): string => (letters.has(who) ? `${letters.get(who)}: ${who}` : who);
  const values = places.map((place) => {
    const who = legendOf(analysis, place);
    return {
      row: rows.get(place.workloadId) ?? "",
      connections: String(place.connections),
      who: named(who),
      opacity: opacityOf(place),
      label: place.outcome === "winner" ? `${letters.get(who) ?? ""} ${marginInShort(place.margin)}` : none,
    };
  });
  const x = {
    field: "connections",
    type: "ordinal",
    sort: connections.map(String),
    axis: { title: "connections", orient: "top", labelAngle: 0, domain: false, ticks: false },
  } as const;
  const y = {
    field: "row",
    type: "ordinal",
    sort: [...rows.values()],
    axis: { title: null, domain: false, ticks: false, labelLimit: 0 },
  } as const;
  return {
    width: plotWidth(size) - (isWide ? 270 : 160),
    height: Math.max(1, workloads.length) * 46,
    data: { values },
    layer: [
      {
        mark: { type: "rect", stroke: paint("paper"), strokeWidth: 2 },
        encoding: {
          x,
          y,
          fill: {
            field: "who",
            type: "nominal",
            scale: {
              domain: [...wonNames.map(named), ...restNames],
              range: [
                ...wonNames.map((_, index) => paint(winners[index % winners.length] ?? "blue")),
                ...restNames.map(() => paint("grey")),
              ],
            },
            legend: { orient: "bottom", title: null, columns: isWide ? 2 : 1, symbolType: "square" },
          },
          fillOpacity: { field: "opacity", type: "quantitative", scale: null, legend: null },
        },
      },
      {
        mark: { type: "text", fontSize: textSize + 1, color: paint("ink") },
        encoding: { x, y, text: { field: "label" } },
      },
    ],
    config: chartConfig,
  };
}

export const heatMap: ChartOf<MapReportInput> = {
  id: "heat-map",
  title: "Who wins where",
  explanation: () =>
    "Each cell is one amount of work (row) at one number of connections (column); its colour and letter show which strategy has the " +
    "highest throughput, and the figure is its lead over the next, as a ratio. The fuller the colour, the larger " +
    "the lead. Grey cells have no winner: no difference was resolved there, or the cell could not be ranked.",
  applies: ({ analysis }) => analysis.places.some(({ outcome }) => outcome !== "not-measured"),
  describe: ({ analysis }) =>
    `${plural(analysis.workloads.length, "workload")} by ${plural(analysis.connections.length, "number")} of connections. ${analysis.workloads
      .map((workload) => `${printable(workloadInWords(workload))}: ${printable(workload.sentence)}`)
      .join(" ")}`,
  spec,
};
