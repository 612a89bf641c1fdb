import { plural } from "../../harness/units.ts";
import {
  paintWith,
  sealColours,
  sealMarks,
  textTable,
  warningLines,
  wrap,
  type ConsoleOptions,
} from "../console-parts.ts";
import { none } from "../figures.ts";
import { displayWidth, printable } from "../text.ts";
import type { MapReportInput } from "./report.ts";
import { marginInShort, placeAt, winnerOf, workloadInWords } from "./words.ts";

/** A map's result for a terminal. Ends in a newline. */
export function renderMapConsole({ measured, analysis }: MapReportInput, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { seal, headline, details, workloads, connections, places } = analysis;
  const { status } = seal;
  const cell = (workloadId: string, count: number): string => {
    const place = placeAt(analysis, workloadId, count);
    if (place === undefined) return none;
    const margin = marginInShort(place.margin);
    return printable(`${winnerOf(place, (id) => id)}${margin === "" ? "" : ` ${margin}`}`, 60);
  };
  const head = ["work"].concat(connections.map((count) => plural(count, "connection")));
  const rows = workloads.map((workload) => [
    printable(workloadInWords(workload), 64),
    ...connections.map((count) => cell(workload.id, count)),
  ]);
  const grid = textTable(head, rows, paint);
  const fits = Math.max(...textTable(head, rows, (_, text) => text).map(displayWidth)) <= width;
  const sentences = workloads.flatMap((workload) =>
    wrap(printable(`${workloadInWords(workload)}: ${workload.sentence}`), width, "  "),
  );
  const sections = [
    [
      `${paint(["bold", sealColours[status]], `${sealMarks[status]} ${status}`)}  ${paint("bold", printable(measured.map.title, Math.max(20, width - 16)))}`,
      paint("dim", `${plural(places.length, "place")} of ${plural(analysis.arms.length, "strategy", "strategies")}`),
    ],
    [
      ...wrap(printable(headline), width).map((line) => paint("bold", line)),
      ...details.flatMap((detail) => wrap(printable(detail), width)),
    ],
    fits ? grid : sentences,
    warningLines(seal.reasons, width, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
