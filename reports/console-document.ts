import {
  type ConsoleOptions,
  gap,
  joinSections,
  pad,
  type Paint,
  paintWith,
  warningLines,
  wrap,
} from "./console-parts.ts";
import {
  blocksOn,
  cellText,
  type Block,
  type Cell,
  type Column,
  type Document,
  type Point,
  sectionsOn,
} from "./document.ts";
import { displayWidth, printable, shorten } from "./text.ts";

const widestCell = 64;
const widestHead = 24;
/** To which a column of names shrinks before others are left out, and at last. */
const narrowName = 22;
const narrowestName = 4;

/** A report for a terminal: the answer with what shows it. Ends in a newline. */
export function renderConsoleDocument(document: Document, { colour, width }: ConsoleOptions): string {
  const paint = paintWith(colour);
  const { headline, details, warnings = [] } = document;
  const blocks = [
    ...blocksOn("console", document.answer),
    ...sectionsOn("console", document).flatMap((section) => section.blocks),
  ];
  return joinSections([
    heading(document, width, paint),
    wrap(printable(headline), width).map((line) => paint("bold", line)),
    ...blocks.map((block) => linesOf(block, width, paint)),
    details.flatMap((detail) => wrap(printable(detail), width)),
    warningLines(warnings, width, paint),
  ]);
}

/** The outcome, what was measured, and how much of it: on one line where they fit. */
function heading({ outcome, title, brief }: Document, width: number, paint: Paint): readonly string[] {
  const label = outcome === null ? "" : `${outcome.mark} ${outcome.label}${gap}`;
  const named = shorten(printable(title), Math.max(8, width - displayWidth(label)));
  const stamp = outcome === null ? "" : `${paint(["bold", outcome.colour], label.trimEnd())}${gap}`;
  const first = `${stamp}${paint("bold", named)}`;
  const scope = printable(brief);
  return displayWidth(label + named + gap + scope) <= width
    ? [`${first}${gap}${paint("dim", scope)}`]
    : [first, paint("dim", shorten(scope, width))];
}

function linesOf(block: Block, width: number, paint: Paint): readonly string[] {
  switch (block.kind) {
    case "table":
      return tableLines(block, width, paint);
    case "points":
      return pointLines(block.points, width);
    case "explanations":
      return pointLines(block.parts, width);
    case "glossary":
      return pointLines(
        block.words.map(({ word, meaning }) => ({ subject: word, text: meaning })),
        width,
      );
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

/** A column as a terminal shows it. */
type Shown = Pick<Column, "kind" | "expendable" | "shrinks"> & {
  readonly head: string;
  readonly cells: readonly string[];
};

function tableLines(
  { columns, rows, instead, best = [] }: Extract<Block, { kind: "table" }>,
  width: number,
  paint: Paint,
): readonly string[] {
  const all = columns.map(({ title, brief = title, ...column }, index) => ({
    ...column,
    head: printable(brief, widestHead),
    cells: rows.map((cells) => briefly(cells[index] ?? "")),
  }));
  const shown = thoseThatFit(all, width);
  const excess = totalWidth(shown.map(widthOf)) - width;
  if (excess > 0 && instead !== undefined) return pointLines(instead, width);
  const widths = shown.map((column) =>
    column.shrinks === true ? Math.max(narrowestName, widthOf(column) - Math.max(0, excess)) : widthOf(column),
  );
  const line = (textOf: (column: Shown) => string): string =>
    shown
      .map((column, index) => pad(textOf(column), widths[index] ?? 0, column.kind === "number" ? "right" : "left"))
      .join(gap)
      .trimEnd();
  return [
    paint(
      "dim",
      line(({ head }) => head),
    ),
    ...rows.map((_, row) => {
      const text = line(({ cells }) => cells[row] ?? "");
      return best.includes(row) ? paint("bold", text) : text;
    }),
  ];
}

/** Without the most expendable columns, until the rest fits, with names shortened if need be. */
function thoseThatFit(columns: readonly Shown[], width: number): readonly Shown[] {
  const needed = columns.map((column) => Math.min(widthOf(column), column.shrinks === true ? narrowName : Infinity));
  const [first] = columns
    .filter(({ expendable }) => expendable !== undefined)
    .toSorted((a, b) => (b.expendable ?? 0) - (a.expendable ?? 0));
  if (totalWidth(needed) <= width || first === undefined) return columns;
  return thoseThatFit(
    columns.filter((column) => column !== first),
    width,
  );
}

function widthOf({ head, cells }: Shown): number {
  return Math.max(...[head, ...cells].map(displayWidth));
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
}

function briefly(cell: Cell): string {
  return printable((typeof cell === "string" ? undefined : cell.brief) ?? cellText(cell), widestCell);
}

function pointLines(points: readonly Point[], width: number): readonly string[] {
  return points.flatMap(({ subject, text }) =>
    wrap(printable(subject === undefined ? text : `${subject}: ${text}`), width, "  "),
  );
}
