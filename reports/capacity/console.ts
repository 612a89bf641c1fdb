import type { Sizing } from "../../harness/model/index.ts";
import { plural } from "../../harness/units.ts";
import {
  type ConsoleOptions,
  joinSections,
  type Paint,
  paintWith,
  sealColours,
  sealMarks,
  textTable,
  titleLine,
  verdictLines,
  warningLines,
  wrap,
} from "../console-parts.ts";
import { workersOf } from "../figures.ts";
import { displayWidth, printable } from "../text.ts";
import type { CapacityReportInput } from "./report.ts";
import { cellInShort, cpuOf, heldOf, loadInWords, memoryOf, missedOf, saturationOf, scalingInWords } from "./words.ts";

/** A capacity search's result for a terminal. Ends in a newline. */
export function renderCapacityConsole(
  { run, analysis }: CapacityReportInput,
  { colour, width }: ConsoleOptions,
): string {
  const paint = paintWith(colour);
  const { seal, headline, details, arms, scaling, sizing, warnings, probes } = analysis;
  const { status } = seal;
  const scope = `${plural(probes.counted, "trial")} of ${plural(arms.length, "arm")}`;
  const sections = [
    [
      titleLine(`${sealMarks[status]} ${status}`, sealColours[status], run.plan.title, width, paint),
      paint("dim", printable(scope, width)),
    ],
    verdictLines({ headline, details }, width, paint),
    fittingTable(
      ["arm", "workers", "holds req/s", "misses at", "closed loop", "CPU/req", "memory"],
      arms.map((arm) => [
        printable(arm.armId, 40),
        `${workersOf(arm)}${arm.isBeyondCores ? " (> cores)" : ""}`,
        heldOf(arm),
        missedOf(arm),
        saturationOf(arm),
        cpuOf(arm),
        memoryOf(arm),
      ]),
      width,
      paint,
    ),
    scalingInWords(scaling, ({ label }) => label).flatMap(({ who, words }) =>
      wrap(printable(`${who}: ${words}`), width, "  "),
    ),
    sizingLines(sizing, width, paint),
    warningLines(warnings, width, paint),
  ];
  return joinSections(sections);
}

/** A table without as many of its last columns as do not fit. */
function fittingTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: Paint,
): readonly string[] {
  const plain = textTable(head, rows, (_, text) => text);
  return head.length <= fewestColumns || Math.max(0, ...plain.map(displayWidth)) <= width
    ? textTable(head, rows, paint)
    : fittingTable(
        head.slice(0, -1),
        rows.map((row) => row.slice(0, -1)),
        width,
        paint,
      );
}

/** Name, workers, what is held and what is missed always stay. */
const fewestColumns = 4;

/** What loads need: as a table where it fits, else a paragraph for each strategy. */
function sizingLines(sizing: Sizing, width: number, paint: Paint): readonly string[] {
  const { labels, rows } = sizing;
  if (rows.length === 0) return [];
  const head = ["to hold"].concat(labels.map((label) => printable(label, 24)));
  const cells = rows.map(({ rate, cells: own }) => [loadInWords(rate)].concat(own.map(cellInShort)));
  const plain = textTable(head, cells, (_, text) => text);
  if (Math.max(...plain.map(displayWidth)) <= width) return textTable(head, cells, paint);
  return labels.flatMap((label, column) => {
    const needs = cells.map((row) => `${row[0]} ${row[column + 1]}`).join(", ");
    return wrap(`to hold with ${printable(label, 24)}: ${needs}`, width, "  ");
  });
}
