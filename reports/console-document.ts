import {
  type ConsoleOptions,
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
      const head = block.columns.map(({ title }) => title);
      const rows = block.rows.map((cells) => cells.map(briefly));
      const isTooWide = Math.max(...textTable(head, rows, (_, text) => text).map(displayWidth)) > width;
      if (isTooWide && block.instead !== undefined) return pointLines(block.instead, width);
      return textTable(head, rows, paint);
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
    case "remark":
      return wrap(printable(block.text), width);
  }
}

function briefly(cell: Cell): string {
  return printable((typeof cell === "string" ? undefined : cell.brief) ?? cellText(cell), widestCell);
}

function pointLines(points: readonly Point[], width: number): readonly string[] {
  return points.flatMap(({ subject, text }) =>
    wrap(printable(subject === undefined ? text : `${subject}: ${text}`), width, "  "),
  );
}
