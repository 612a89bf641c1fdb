import { blocksOn, type Block, type Cell, type Document, sectionsOn } from "../document.ts";
import type { Drawing } from "../drawing.ts";
import { printable } from "../text.ts";
import { renderDocument } from "./document.ts";
import { html, name, nothing, type SafeHtml } from "./html.ts";
import { bullets, facts, figure, table, type Section } from "./parts.ts";

/** A report as a page of its own that works offline. `own` are sections that are HTML already, after the document's. */
export function renderHtmlDocument(
  document: Document,
  drawings: readonly Drawing[],
  own: readonly Section[] = [],
): string {
  const { heading, createdAt, toolVersion, description, scope } = document;
  const answer: Section = {
    id: "answer",
    title: document.answerTitle,
    body: blocksOn("html", document.answer).map((block) => markupOf(block, drawings)),
  };
  const sections = sectionsOn("html", document).map(({ id, title, blocks }) => ({
    id,
    title,
    body: blocks.map((block) => markupOf(block, drawings)),
  }));
  return renderDocument({
    title: heading,
    createdAt,
    toolVersion,
    promise: "This page loads nothing and runs nothing.",
    skip: "Skip to the answer",
    answer: document,
    description,
    scope,
    sections: [answer, ...sections, ...own],
  });
}

function markupOf(block: Block, drawings: readonly Drawing[]): SafeHtml {
  switch (block.kind) {
    case "table":
      return table(
        block.caption,
        block.columns,
        block.rows.map((cells) => cells.map(cellMarkup)),
      );
    case "points":
      return bullets(
        block.points.map(({ subject, text }) =>
          subject === undefined
            ? html`${printable(text)}`
            : html`<strong>${printable(subject)}</strong>: ${printable(text)}`,
        ),
      );
    case "explanations":
      return columns(block.parts.map(({ subject, text }) => [subject, html`<p>${text}</p>`]));
    case "facts":
      return columns(block.groups.map((group) => [group.title, facts(group.facts)]));
    case "commands":
      return html`${block.commands.map(
        ({ does, command }) =>
          html`<p>${does}</p>
            <pre tabindex="0"><code>${command}</code></pre>`,
      )}`;
    case "charts":
      return html`${block.ids.map((id) => figure(drawings, id))}`;
    case "remark":
      return html`<p class="hint">${printable(block.text)}</p>`;
  }
}

function columns(parts: readonly (readonly [title: string, body: SafeHtml])[]): SafeHtml {
  return html`<div class="columns">
    ${parts.map(
      ([title, body]) =>
        html`<div>
          <h3>${title}</h3>
          ${body}
        </div>`,
    )}
  </div>`;
}

function cellMarkup(cell: Cell): SafeHtml {
  if (typeof cell === "string") return html`${printable(cell)}`;
  const { text, beside, is } = cell;
  return html`${wordMarkup(printable(text), is)}${beside === undefined ? nothing : html`<br /><small>${beside}</small>`}`;
}

function wordMarkup(text: string, is: Exclude<Cell, string>["is"]): SafeHtml {
  switch (is) {
    case "name":
      return name(text);
    case "code":
      return html`<code>${name(text)}</code>`;
    case "faint":
      return html`<span class="hint">${text}</span>`;
    case undefined:
      return html`${text}`;
  }
}
