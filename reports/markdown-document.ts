import { blocksOn, cellText, type Block, type Document, sectionsOn } from "./document.ts";
import { escapeMarkdown as text, fenced, sealLine, table, warningItem } from "./markdown.ts";

/** A report for a pull request or a wiki: the answer first. */
export function renderMarkdownDocument(document: Document): string {
  const { heading, level, series, headline, details, outcome, reasons } = document;
  const parts = [
    `${"#".repeat(level)} ${text(heading)}`,
    series === undefined ? "" : `**${text(series)}**`,
    series === undefined ? `**${text(headline)}**` : text(headline),
    ...blocksOn("markdown", document.answer).map(markdownOf),
    details.map((detail) => `- ${text(detail)}`).join("\n"),
    // Within a page of somebody else's it is in the heading.
    outcome === null || level > 1 ? "" : sealLine(outcome.label, reasons),
    ...sectionsOn("markdown", document).flatMap(({ title, blocks }) =>
      [`${"#".repeat(level + 1)} ${text(title)}`].concat(blocks.map(markdownOf)),
    ),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function markdownOf(block: Block): string {
  switch (block.kind) {
    case "table":
      return table(
        block.columns.map(({ title }) => text(title)),
        block.columns.flatMap(({ kind }, column) => (kind === "number" ? [column] : [])),
        block.rows.map((cells) => cells.map((cell) => text(cellText(cell)))),
      );
    case "points":
      return block.points
        .map(({ subject, text: said }) =>
          subject === undefined ? `- ${text(said)}` : `- ${text(subject)}: ${text(said)}`,
        )
        .join("\n");
    case "glossary":
      return block.words.map(({ word, meaning }) => `- **${text(word)}.** ${text(meaning)}`).join("\n");
    case "explanations":
      return block.parts.map(({ subject, text: said }) => `- **${text(subject)}.** ${text(said)}`).join("\n");
    case "facts":
      return block.groups
        .flatMap(({ facts }) => facts.map(([fact, value]) => `- ${text(fact)}: ${text(value)}`))
        .join("\n");
    case "commands":
      return fenced(block.commands.map(({ command }) => command).join("\n"));
    case "charts":
      return block.picture === undefined ? "" : `![The chart](${block.picture})`;
    case "warnings":
      return block.warnings.map(warningItem).join("\n");
    case "remark":
      return text(block.text);
  }
}
