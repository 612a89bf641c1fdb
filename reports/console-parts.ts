import { styleText } from "node:util";
import type { Seal, SealStatus, Severity, Warning } from "../harness/model/index.ts";
import type { Outcome } from "./document.ts";
import { displayWidth, printable, shorten } from "./text.ts";
import { groupWarnings, othersInWords } from "./warnings.ts";
import type { WarningGroup } from "./warnings.ts";

export type ConsoleOptions = {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
};

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Columns between two columns. */
export const gap = "  ";

/** Colours text, or leaves it as it is. */
export function paintWith(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Text in a field of so many columns, cut or filled up with spaces. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const fitted = shorten(text, width);
  const space = " ".repeat(Math.max(0, width - displayWidth(fitted)));
  return align === "left" ? fitted + space : space + fitted;
}

/** A table of left-aligned columns; nothing without rows. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map(displayWidth)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, "left"))
      .join(gap)
      .trimEnd();
  return [paint("dim", line(head)), ...rows.map(line)];
}

/** Breaks text at spaces; a word longer than a line is shortened. */
export function wrap(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").map((whole) => shorten(whole, width - indent.length))) {
    if (line.trim() !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Parts of a text, each of some lines, with an empty line between them; those without a line are left out. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  const parts = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${parts.join("\n\n")}\n`;
}

const sealMarks: Readonly<Record<SealStatus, string>> = { VALID: "✔", SUSPECT: "!", INVALID: "✘" };
const sealColours = { VALID: "green", SUSPECT: "yellow", INVALID: "red" } as const;

/** A seal as the outcome of what it is of. */
export function sealOutcome({ status }: Seal, meanings: Readonly<Record<SealStatus, string>>): Outcome {
  return { mark: sealMarks[status], label: status, colour: sealColours[status], meaning: meanings[status] };
}

const severityColours = { note: "cyan", suspect: "yellow", invalid: "red" } as const satisfies Record<Severity, string>;

/** Each kind of warning once, its severity in colour, with the arms that it is about. */
export function warningLines(warnings: readonly Warning[], width: number, paint: Paint): readonly string[] {
  return groupWarnings(warnings).flatMap((group) => groupLines(group, width, paint));
}

/** A command at the end of a text, as hints give one to be pasted: a line of it that was broken or cut would not run. */
const commandAtEnd = /: (cd \S.* && .+)$/;

function groupLines({ first: warning, likewise }: WarningGroup, width: number, paint: Paint): readonly string[] {
  const head = `${warning.severity}: `;
  const subject = warning.armId === undefined ? "" : ` (${printable(warning.armId, 40)})`;
  const others = likewise.length === 0 ? "" : ` Likewise ${othersInWords(likewise, (id) => printable(id, 40))}.`;
  const action = printable(warning.action);
  const [, command] = commandAtEnd.exec(action) ?? [];
  const words = command === undefined ? action : action.slice(0, -command.length - 1);
  const [line = "", ...rest] = wrap(`${head}${printable(warning.meaning)}${subject}${others} ${words}`, width, "  ");
  const coloured = paint(severityColours[warning.severity], line.slice(0, head.length)) + line.slice(head.length);
  return [coloured, ...rest, ...(command === undefined ? [] : [`    ${command}`])];
}
