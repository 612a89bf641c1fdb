import type { Estimate, Sweep, SweepPlace, SweepRow } from "../harness/model/index.ts";
import { significant } from "../harness/units.ts";
import { none } from "./figures.ts";
import { printable } from "./text.ts";

const modeWords = { "keep-alive": "kept open", "per-request": "new for each request" } as const;

/** `8 kept open`. */
export function placeInWords({ connections, connectionMode }: SweepPlace): string {
  return `${connections} ${modeWords[connectionMode]}`;
}

export function modeInWords({ connectionMode }: SweepPlace): string {
  return modeWords[connectionMode];
}

/** `1.27 [1.2, 1.33]`. */
export function skewInWords(skew: Estimate | null): string {
  if (skew === null) return none;
  const { value, low, high } = skew;
  return low === null || high === null
    ? significant(value)
    : `${significant(value)} [${significant(low)}, ${significant(high)}]`;
}

/** A name for each strategy of a sweep, different from every other. */
export function rowName({ rows }: Sweep, { title, strategy }: SweepRow): string {
  return printable(rows.filter((row) => row.title === title).length > 1 ? strategy : title, 44);
}

/** What the marks in the table say, or that there are none. */
export function sweepLegend({ rows }: Sweep): string {
  return rows.some(({ cells }) => cells.some(({ rank }) => rank === 1))
    ? "#1 marks arms for which no other at the same load was found more even."
    : "No order is claimed.";
}

/** The table of a sweep: a line for each strategy and kind of connection, and what chance would give. */
export function sweepTable(sweep: Sweep): { readonly head: readonly string[]; readonly lines: readonly string[][] } {
  const modes = [...Map.groupBy(sweep.places, ({ connectionMode }) => connectionMode).values()];
  const counts = [...new Set(sweep.places.map(({ connections }) => connections))];
  const lineOf = (name: string, places: readonly SweepPlace[], cell: (place: SweepPlace) => string): string[] => [
    name,
    places[0] === undefined ? none : modeInWords(places[0]),
    ...counts.map((count) => {
      const place = places.find(({ connections }) => connections === count);
      return place === undefined ? none : cell(place);
    }),
  ];
  const cellsOf = (row: SweepRow, read: "requests" | "connections") => (place: SweepPlace) => {
    const cell = row.cells[sweep.places.indexOf(place)];
    return `${skewInWords(cell?.[read] ?? null)}${read === "requests" && cell?.rank === 1 ? " #1" : ""}`;
  };
  const kept = modes.filter(([place]) => place?.connectionMode === "keep-alive");
  return {
    head: ["Busiest over the mean", "Connections", ...counts.map(String)],
    lines: [
      ...modes.flatMap((places) =>
        sweep.rows.map((row) => lineOf(`${rowName(sweep, row)}, requests`, places, cellsOf(row, "requests"))),
      ),
      ...kept.flatMap((places) =>
        sweep.rows
          .filter(({ cells }) => cells.some(({ connections }) => connections !== null))
          .map((row) => lineOf(`${rowName(sweep, row)}, connections`, places, cellsOf(row, "connections"))),
      ),
      ...kept.map((places) => lineOf("By chance, connections", places, ({ byChance }) => significant(byChance))),
    ],
  };
}
