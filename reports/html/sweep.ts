import type { Sweep } from "../../harness/model/index.ts";
import type { Drawing } from "../drawing.ts";
import { sweepLegend, sweepTable } from "../sweep-words.ts";
import { html, name } from "./html.ts";
import { figure, table, type Section } from "./parts.ts";

/** How evenly each strategy spread each load. */
export function sweepSection(sweep: Sweep, drawings: readonly Drawing[]): Section {
  const { head, lines } = sweepTable(sweep);
  const columns = head.map((column, index) => ({ title: column, kind: index < 2 ? "text" : "number" }) as const);
  const rows = lines.map(([first = "", ...cells]) => [name(first)].concat(cells.map((cell) => html`${cell}`)));
  return {
    id: "sweep",
    title: "Skew over connections",
    body: [
      figure(drawings, "sweep"),
      html`<p class="hint">${sweepLegend(sweep)}</p>`,
      table("Busiest worker over the mean, by connections", columns, rows),
    ],
  };
}
