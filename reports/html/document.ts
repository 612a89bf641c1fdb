import { shownJson } from "../json-text.ts";
import { printable } from "../text.ts";
import { html, nothing, toMarkup, trust } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { renderSection, type Section } from "./parts.ts";
import { styleSheet } from "./style.ts";
import { masthead, scope, verdict, type Answer } from "./verdict.ts";

/** A script of our own, with the data that it reads. */
export type Script = {
  /** The program, which must not contain the end tag of a script. */
  readonly code: string;
  /** Digest of the program, as the page's policy names it: `sha256-…`. */
  readonly digest: string;
  /** What the program finds in the element `data`. */
  readonly data: object;
};

export type PageDocument = {
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly toolVersion: string;
  /** What the page does not do, as a sentence. */
  readonly promise: string;
  readonly skip: string;
  readonly answer: Answer;
  readonly description: string;
  /** What was measured, in figures. */
  readonly scope: readonly string[];
  /** The evidence for the answer, and how it was come by; those that have nothing to say are left out. */
  readonly sections: readonly Section[];
  readonly script?: Script;
};

/** A page of its own, the answer first, that loads nothing; it runs nothing but the script that it is given. */
export function renderDocument(page: PageDocument): string {
  const { title, createdAt, toolVersion, promise, skip, answer, description, script } = page;
  const sections = page.sections.filter(({ body }) => body.some((part) => part !== nothing));
  const scripts = script === undefined ? "" : ` script-src '${script.digest}';`;
  const policy = `default-src 'none'; style-src 'unsafe-inline';${scripts} img-src data:`;
  return toMarkup(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${printable(title, 80)} – Broadside</title>
          <link rel="icon" href="data:," />
          <style>
            ${trust(styleSheet())}
          </style>
        </head>
        <body>
          <a class="skip" href="#verdict">${skip}</a>
          ${masthead(title, createdAt)}
          <main>
            ${verdict(answer)} ${scope(description, page.scope)} ${contents(sections)} ${sections.map(renderSection)}
          </main>
          <footer>Written by Broadside ${printable(toolVersion, 40)}. ${promise}</footer>
          ${script === undefined ? nothing : scriptElements(script)}
        </body>
      </html> `,
  );
}

/** JSON in a page: nothing in it can end the element that it stands in. */
function scriptElements({ code, data }: Script): SafeHtml {
  const json = shownJson(data).replaceAll("<", String.raw`\u003c`);
  return trust(`<script type="application/json" id="data">${json}</script><script>${code}</script>`);
}

/** Links to the sections of the page. */
function contents(sections: readonly Section[]): SafeHtml {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-label="On this page">
    <ul>
      ${links}
    </ul>
  </nav>`;
}
