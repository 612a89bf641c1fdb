import { blocksOn, type Block, type Cell, type Document, sectionsOn } from "../document.ts";
import type { Drawing } from "../drawing.ts";
import { printable } from "../text.ts";
import { renderDocument, type Script } from "./document.ts";
import { html, name, nothing, type SafeHtml } from "./html.ts";
import { bullets, facts, figure, table, type Section } from "./parts.ts";
import { warningList } from "./warning-list.ts";

/** What a page has beside what its document says. */
export type OwnParts = {
  /** HTML already; they follow the answer. */
  readonly sections?: readonly Section[];
  readonly script?: Script;
};

/** A report as a page of its own that works offline. */
export function renderHtmlDocument(
  document: Document,
  drawings: readonly Drawing[],
  { sections: own = [], script }: OwnParts = {},
): string {
  const { heading, createdAt, toolVersion, description, scope, labels } = document;
  const bodyOf = (blocks: readonly Block[]): readonly SafeHtml[] =>
    blocks.map((block) => markupOf(block, drawings, labels));
  const answer: Section = {
    id: "answer",
    title: document.answerTitle,
    body: bodyOf(blocksOn("html", document.answer)),
  };
  const sections = sectionsOn("html", document).map(({ id, title, blocks }) => ({ id, title, body: bodyOf(blocks) }));
  return renderDocument({
    title: heading,
    createdAt,
    toolVersion,
    promise:
      script === undefined
        ? "This page loads nothing and runs nothing."
        : "This page loads nothing; it runs its planner only.",
    skip: "Skip to the answer",
    answer: document,
    description,
    scope,
    sections: [answer, ...own, ...sections],
    ...(script === undefined ? {} : { script }),
  });
}

function markupOf(block: Block, drawings: readonly Drawing[], labels: Document["labels"]): SafeHtml {
  switch (block.kind) {
    case "table":
      return table(
        block.caption,
        block.columns.map(({ title, kind }) => ({ title: printable(title), kind })),
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
    case "glossary":
      return html`<dl class="glossary">
        ${block.words.map(
          ({ word, meaning }) =>
            html`<div>
              <dt>${word}</dt>
              <dd>${meaning}</dd>
            </div>`,
        )}
      </dl>`;
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
    case "warnings":
      return warningList(block.warnings, labels);
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
