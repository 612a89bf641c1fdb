import { plural } from "../../harness/units.ts";
import {
  type ConsoleOptions,
  joinSections,
  paintWith,
  sealColours,
  sealMarks,
  textTable,
  titleLine,
  verdictLines,
  warningLines,
  wrap,
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
      titleLine(`${sealMarks[status]} ${status}`, sealColours[status], measured.map.title, width, paint),
      paint("dim", `${plural(places.length, "place")} of ${plural(analysis.arms.length, "strategy", "strategies")}`),
    ],
    verdictLines({ headline, details }, width, paint),
    fits ? grid : sentences,
    warningLines(seal.reasons, width, paint),
  ];
  return joinSections(sections);
}
