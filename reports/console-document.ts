import {
  type ConsoleOptions,
  gap,
  joinSections,
  type Paint,
  paintWith,
  textTable,
  titleLine,
  warningLines,
  wrap,
} from "./console-parts.ts";
import { blocksOn, cellText, type Block, type Cell, type Document, type Point, sectionsOn } from "./document.ts";
import { displayWidth, printable } from "./text.ts";

const widestCell = 64;
const widestHead = 24;

/** A report for a terminal: the answer with what shows it. Ends in a newline. */
export function renderConsoleDocument(document: Document, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { outcome, title, scope, headline, details, warnings = [] } = document;
  const blocks = [
    ...blocksOn("console", document.answer),
    ...sectionsOn("console", document).flatMap((section) => section.blocks),
  ];
  return joinSections([
    [
      outcome === null
        ? paint("bold", printable(title, width))
        : titleLine(`${outcome.mark} ${outcome.label}`, outcome.colour, title, width, paint),
      paint("dim", printable(scope.slice(0, 2).join(" of "), width)),
    ],
    wrap(printable(headline), width).map((line) => paint("bold", line)),
    ...blocks.map((block) => linesOf(block, width, paint)),
    details.flatMap((detail) => wrap(printable(detail), width)),
    warningLines(warnings, width, paint),
  ]);
}

function linesOf(block: Block, width: number, paint: Paint): readonly string[] {
  switch (block.kind) {
    case "table": {
      const head = block.columns.map(({ title, brief = title }) => printable(brief, widestHead));
      const rows = block.rows.map((cells) => cells.map(briefly));
      const { instead, keep = head.length } = block;
      const columns = columnsThatFit(head, rows, width);
      if (columns < head.length && instead !== undefined) return pointLines(instead, width);
      const shown = Math.max(keep, columns);
      return textTable(
        head.slice(0, shown),
        rows.map((cells) => cells.slice(0, shown)),
        paint,
      );
    }
    case "points":
      return pointLines(block.points, width);
    case "explanations":
      return pointLines(block.parts, width);
    case "facts":
      return block.groups.flatMap(({ facts }) =>
        pointLines(
          facts.map(([subject, text]) => ({ subject, text })),
          width,
        ),
      );
    case "commands":
      return block.commands.map(({ command }) => `  ${printable(command)}`);
    case "charts":
      return [];
    case "warnings":
      return warningLines(block.warnings, width, paint);
    case "remark":
      return wrap(printable(block.text), width);
  }
}

/** How many of the first columns a terminal has room for. */
function columnsThatFit(head: readonly string[], rows: readonly (readonly string[])[], width: number): number {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((cells) => cells[column] ?? "")].map(displayWidth)),
  );
  const ends = widths.map((_, column) =>
    widths.slice(0, column + 1).reduce((sum, one) => sum + one + gap.length, -gap.length),
  );
  return ends.filter((end) => end <= width).length;
}

function briefly(cell: Cell): string {
  return printable((typeof cell === "string" ? undefined : cell.brief) ?? cellText(cell), widestCell);
}

function pointLines(points: readonly Point[], width: number): readonly string[] {
  return points.flatMap(({ subject, text }) =>
    wrap(printable(subject === undefined ? text : `${subject}: ${text}`), width, "  "),
  );
}
