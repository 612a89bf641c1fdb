import type { Document, Outcome } from "../document.ts";
import { labelOf } from "../figures.ts";
import { printable } from "../text.ts";
import { groupWarnings, othersInWords } from "../warnings.ts";
import { html, name, nothing, trust } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { bullets } from "./parts.ts";

/** What the page answers, and whether it may be believed. */
export type Answer = Pick<Document, "headline" | "details" | "finishedAt" | "outcome" | "reasons" | "labels">;

/** Told apart by shape as well as by colour. */
const stamps: Readonly<Record<Outcome["colour"], { readonly style: string; readonly icon: SafeHtml }>> = {
  green: { style: "valid", icon: trust('<path d="M15 25l6.5 6.5L34 18"/>') },
  yellow: { style: "suspect", icon: trust('<path d="M24 14v13"/><path d="M24 33.5v.5"/>') },
  red: { style: "invalid", icon: trust('<path d="M17 17l14 14M31 17L17 31"/>') },
};

export function masthead(title: string, createdAt: string): SafeHtml {
  const day = createdAt.slice(0, 16).replace("T", " ");
  return html`<header class="masthead">
    <p class="wordmark">Broadside</p>
    <p class="edition"><bdi>${printable(title)}</bdi> <span class="when">${day} UTC</span></p>
  </header>`;
}

/** The answer, in one sentence, and whether it may be believed. */
export function verdict({ headline, details, finishedAt, outcome, reasons, labels }: Answer): SafeHtml {
  return html`<section class="verdict" id="verdict">
    <div>
      <h1>${printable(headline)}</h1>
      ${details.map((detail) => html`<p>${printable(detail)}</p>`)} ${unfinished(finishedAt)}
    </div>
    ${outcome === null ? nothing : stamp(outcome, reasons, labels)}
  </section>`;
}

/** Says so where not all has been measured. */
function unfinished(finishedAt: string | null): SafeHtml {
  return finishedAt === null
    ? html`<p class="unfinished">This run has not finished: the results below cover the trials so far.</p>`
    : nothing;
}

/** Whether the result may be believed, and why not, each kind of doubt once, with the arms that it is about. */
function stamp({ label, colour, meaning }: Outcome, reasons: Answer["reasons"], labels: Answer["labels"]): SafeHtml {
  const { style, icon } = stamps[colour];
  const lines = groupWarnings(reasons).map(({ first: { armId, meaning: doubt, action }, likewise }) => {
    const others = othersInWords(likewise, (id) => labelOf(labels, id));
    return html`${armId === undefined ? nothing : html`<b>${name(labelOf(labels, armId))}:</b>`} ${printable(doubt)}
      ${others === "" ? nothing : html`Likewise ${name(others)}.`} <span class="action">${printable(action)}</span>`;
  });
  return html`<aside class="seal ${style}" aria-label="Validity">
    <p class="status">
      <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
        <circle class="ring" cx="24" cy="24" r="22" />
        <circle cx="24" cy="24" r="17.5" />
        ${icon}
      </svg>
      <strong>${label}</strong>
    </p>
    <p>${meaning}</p>
    ${bullets(lines)}
  </aside>`;
}

/** What was measured, in a sentence and in one line of figures. */
export function scope(description: string, items: readonly string[]): SafeHtml {
  return html`<p class="lede">${printable(description)}</p>
    <ul class="scope">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
}
