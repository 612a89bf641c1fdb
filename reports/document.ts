import type { Warning } from "../harness/model/index.ts";

/*
 * A report as data: what is said, in the order in which it is said, for each medium to render. All texts are plain, and may
 * come from anywhere: a medium makes them harmless and escapes its own syntax.
 */

export type Medium = "console" | "markdown" | "html";

/** A text with what stands beside it, smaller where a medium can: the interval of a figure, the lead of a winner. */
export type Cell =
  | string
  | {
      readonly text: string;
      readonly beside?: string;
      /** For a terminal, where room is short; by default the text and what is beside it. */
      readonly brief?: string;
      /** A name keeps its own direction of writing; code is to be typed; what is faint is said in passing. */
      readonly is?: "name" | "code" | "faint";
    };

export type Column = {
  readonly title: string;
  /** For a terminal. */
  readonly brief?: string;
  readonly kind: "text" | "number";
  /** On every medium, or on those that are named. */
  readonly on?: readonly Medium[];
  /** Of names, which a terminal without room for them cuts in their middle. */
  readonly shrinks?: true;
  /** Those with the largest number go first on a terminal without room for all; without one it stays. */
  readonly expendable?: number;
};

export function textColumn(title: string): Column {
  return { title, kind: "text" };
}

export function numberColumn(title: string): Column {
  return { title, kind: "number" };
}

/** A sentence, after what it is about where that is told apart. */
export type Point = { readonly subject?: string; readonly text: string };

export type Facts = readonly (readonly [name: string, value: string])[];

type Content =
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** What is said instead on a terminal that is too narrow for the table. */
      readonly instead?: readonly Point[];
      /** Rows that a terminal puts forward, by their place. */
      readonly best?: readonly number[];
    }
  | { readonly kind: "points"; readonly points: readonly Point[] }
  /** How something was done: a title and a sentence each. */
  | { readonly kind: "explanations"; readonly parts: readonly (Point & { readonly subject: string })[] }
  | { readonly kind: "facts"; readonly groups: readonly { readonly title: string; readonly facts: Facts }[] }
  | { readonly kind: "commands"; readonly commands: readonly { readonly does: string; readonly command: string }[] }
  /** Drawn beforehand, by their ids. Markdown shows the picture that lies beside it, if there is one; a terminal does without. */
  | { readonly kind: "charts"; readonly ids: readonly string[]; readonly picture?: string }
  | { readonly kind: "glossary"; readonly words: readonly { readonly word: string; readonly meaning: string }[] }
  /** Each with what there is to do. */
  | { readonly kind: "warnings"; readonly warnings: readonly Warning[] }
  | { readonly kind: "remark"; readonly text: string };

/** On every medium, or on those that are named. */
export type Block = Content & { readonly on?: readonly Medium[] };

/** Left out where its blocks have nothing to say. */
export type Section = {
  readonly id: string;
  readonly title: string;
  readonly on: readonly Medium[];
  readonly blocks: readonly Block[];
};

/** Green is as it should be, yellow is to be read with care, red is not as it should be. */
export type Outcome = {
  readonly mark: string;
  readonly label: string;
  readonly colour: "green" | "yellow" | "red";
  /** What that means for whoever reads it. */
  readonly meaning: string;
};

export type Document = {
  /** What was measured, in a few words. */
  readonly title: string;
  /** The same as a headline of its own: `Map: …`, `✘ regression: …`. */
  readonly heading: string;
  /** Of the heading in Markdown: 2 for what is put into a page of somebody else's. */
  readonly level: 1 | 2;
  /** What it came to; null where nothing is judged. */
  readonly outcome: Outcome | null;
  /** What it is known by from one measurement to the next. */
  readonly series?: string;
  readonly headline: string;
  readonly details: readonly string[];
  /** Why the outcome is what it is, where that is not in what else is said. */
  readonly reasons: readonly Warning[];
  /** What people call the arms, by id. */
  readonly labels: ReadonlyMap<string, string>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly toolVersion: string;
  readonly description: string;
  /** What was measured, in figures. */
  readonly scope: readonly string[];
  /** The same in short, for a terminal. */
  readonly brief: string;
  /** What shows and explains the answer; its details are said after it. */
  readonly answerTitle: string;
  readonly answer: readonly Block[];
  /** The evidence, and how it was come by. */
  readonly sections: readonly Section[];
  /** Told last on a terminal. */
  readonly warnings?: readonly Warning[];
};

/** False for a table without rows and the like, which no medium shows. */
function hasContent(block: Block): boolean {
  switch (block.kind) {
    case "table":
      return block.rows.length > 0;
    case "points":
      return block.points.length > 0;
    case "explanations":
      return block.parts.length > 0;
    case "facts":
      return block.groups.some(({ facts }) => facts.length > 0);
    case "commands":
      return block.commands.length > 0;
    case "charts":
      return block.ids.length > 0;
    case "glossary":
      return block.words.length > 0;
    case "warnings":
      return block.warnings.length > 0;
    case "remark":
      return true;
  }
}

/** The blocks that a medium shows. */
export function blocksOn(medium: Medium, blocks: readonly Block[]): readonly Block[] {
  return blocks
    .filter((block) => hasContent(block) && isOn(medium, block))
    .map((block) => (block.kind === "table" ? withColumnsOn(medium, block) : block));
}

function isOn(medium: Medium, { on }: { readonly on?: readonly Medium[] }): boolean {
  return on === undefined || on.includes(medium);
}

function withColumnsOn(medium: Medium, table: Extract<Block, { kind: "table" }>): Block {
  const shown = table.columns.map((column) => isOn(medium, column));
  const own = <Part>(parts: readonly Part[]): readonly Part[] => parts.filter((_, index) => shown[index] !== false);
  return { ...table, columns: own(table.columns), rows: table.rows.map(own) };
}

/** The sections that a medium shows. */
export function sectionsOn(medium: Medium, { sections }: Document): readonly Section[] {
  return sections
    .filter((section) => isOn(medium, section))
    .map((section) => Object.assign({}, section, { blocks: blocksOn(medium, section.blocks) }))
    .filter(({ blocks }) => blocks.length > 0);
}

export function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell;
  return cell.beside === undefined ? cell.text : `${cell.text} · ${cell.beside}`;
}
