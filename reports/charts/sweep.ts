import type { Analysis, Estimate, Sweep, SweepPlace, SweepRow } from "../../harness/model/index.ts";
import { list } from "../../harness/units.ts";
import { hasIntervals } from "../figures.ts";
import { modeInWords, rowName, skewInWords } from "../sweep-words.ts";
import { paint } from "../theme.ts";
import { tickCount } from "./axis.ts";
import type { Chart, Layer, Size, Spec } from "./chart.ts";
import { markY, pixelY, rowsSpec } from "./rows.ts";
import { lookOf } from "./series.ts";

/** One strategy under one kind of connection, over their numbers. */
type Row = { readonly row: SweepRow; readonly points: readonly Point[] };
type Point = { readonly place: SweepPlace; readonly skew: Estimate };

/** Marks of a row lie below one another, or equal ones would hide each other. */
const step = 9;
const room = 44;

function rowsOf({ places, rows }: Sweep): readonly Row[] {
  const modes = [...Map.groupBy(places, ({ connectionMode }) => connectionMode).values()];
  return modes.flatMap((some) =>
    rows.map((row) => ({
      row,
      points: some.flatMap((place) => {
        const skew = row.cells[places.indexOf(place)]?.requests ?? null;
        return skew === null ? [] : [{ place, skew }];
      }),
    })),
  );
}

function layers(sweep: Sweep, rows: readonly Row[], size: Size): readonly Layer[] {
  const counts = [...new Set(sweep.places.map(({ connections }) => connections))];
  const values = rows.flatMap(({ points }, row) =>
    points.map(({ place, skew: { value, low, high } }) => ({
      connections: String(place.connections),
      value,
      low: low ?? value,
      high: high ?? value,
      byChance: place.connectionMode === "keep-alive" ? place.byChance : null,
      y: markY(row, size, room) + (counts.indexOf(place.connections) - (counts.length - 1) / 2) * step,
    })),
  );
  const chance = values
    .filter(({ byChance }) => byChance !== null)
    .map(({ y, byChance }) => ({
      byChance,
      top: y - step / 2,
      bottom: y + step / 2,
    }));
  const x = {
    type: "quantitative",
    scale: { zero: false, domainMin: 1, nice: true },
    axis: {
      title: "requests of the busiest worker, as a multiple of the mean",
      labelExpr: "format(datum.value, '~r') + '×'",
      tickCount: tickCount(size),
      domain: false,
      ticks: false,
    },
  } as const;
  const looks = counts.map((_, index) => lookOf(index));
  const legend = { orient: "top", title: "connections", symbolOpacity: 1 } as const;
  const domain = counts.map(String);
  const connections = { field: "connections", type: "nominal" } as const;
  const color = { ...connections, scale: { domain, range: looks.map(({ colour }) => colour) }, legend } as const;
  const shape = { ...connections, scale: { domain, range: looks.map((look) => look.shape) }, legend } as const;
  return [
    {
      data: { values: chance },
      mark: { type: "rule", color: paint("muted"), strokeDash: [3, 2], size: 1.5 },
      encoding: { x: { ...x, field: "byChance" }, y: pixelY("top"), y2: { field: "bottom" } },
    },
    {
      data: { values },
      mark: { type: "rule", size: 3, strokeCap: "round", opacity: 0.55 },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y: pixelY("y"), color },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, size: 70, opacity: 1 },
      encoding: { x: { ...x, field: "value" }, y: pixelY("y"), color, shape },
    },
  ];
}

function nameOf(sweep: Sweep, { row, points: [first] }: Row): string {
  return `${rowName(sweep, row)}${first === undefined ? "" : `, ${modeInWords(first.place)}`}`;
}

function figure({ points }: Row): string {
  return list(points.map(({ skew }) => skewInWords({ ...skew, low: null, high: null })));
}

function spec({ sweep }: Analysis, size: Size): Spec {
  const rows = sweep === null ? [] : rowsOf(sweep);
  const headings = sweep === null ? [] : rows.map((row) => ({ name: nameOf(sweep, row), figure: figure(row) }));
  return rowsSpec(headings, size, sweep === null ? [] : layers(sweep, rows, size), room);
}

function describe({ sweep }: Analysis): string {
  if (sweep === null) return "";
  const counts = list([...new Set(sweep.places.map(({ connections }) => String(connections)))]);
  const rows = rowsOf(sweep).map((row) => `${nameOf(sweep, row)}: ${figure(row)}`);
  return `Requests of the busiest worker over the mean, at ${counts} connections. ${rows.join("; ")}.`;
}

export const sweepChart: Chart = {
  id: "sweep",
  title: "Skew over connections",
  explanation: (analysis) =>
    "1× on the left is perfectly even; at 2× one worker does twice its share while others idle. Each row has a mark for each " +
    `number of connections${hasIntervals(analysis) ? ", with its interval over trials" : ""}. The dashed lines show what chance alone would give if each ` +
    "connection went to a random worker and stayed with it.",
  applies: ({ sweep }) => sweep !== null && rowsOf(sweep).some(({ points }) => points.length > 0),
  describe,
  spec,
};
