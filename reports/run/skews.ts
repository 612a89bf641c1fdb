import type { Sweep } from "../../harness/model/index.ts";
import { significant } from "../../harness/units.ts";
import type { Block } from "../document.ts";
import { none } from "../figures.ts";

const marks = { "keep-alive": "", "per-request": " new" } as const;

/** The skews of a sweep for a terminal, without their intervals, which the files have. */
export function skewTable({ rows, places }: Sweep): Block {
  return {
    kind: "table",
    caption: "Skew over connections",
    columns: [
      { title: "skew at connections", kind: "text", shrinks: true },
      ...places.map(({ connections, connectionMode }) => ({
        title: `${connections}${marks[connectionMode]}`,
        kind: "number" as const,
      })),
    ],
    rows: rows.map(({ strategy, cells }) =>
      [strategy].concat(cells.map(({ requests }) => (requests === null ? none : significant(requests.value)))),
    ),
    on: ["console"],
  };
}
