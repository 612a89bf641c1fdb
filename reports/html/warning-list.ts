import type { Severity, Warning } from "../../harness/model/index.ts";
import { labelOf } from "../figures.ts";
import { printable } from "../text.ts";
import { html, name, nothing, type SafeHtml } from "./html.ts";

const severities: Readonly<Record<Severity, string>> = {
  note: "Good to know",
  suspect: "Makes the result suspect",
  invalid: "Invalidates the result",
};

/** What a reader must know, and what to do about it. */
export function warningList(warnings: readonly Warning[], labels: ReadonlyMap<string, string>): SafeHtml {
  const items = warnings.map(
    ({ severity, meaning, action, armId, trials }) =>
      html`<li class="${severity}">
        <p class="severity">
          ${severities[severity]}${armId === undefined ? nothing : html` · ${name(labelOf(labels, armId))}`}
          ${trials === undefined ? nothing : html`<span class="trials">${trialsText(trials)}</span>`}
        </p>
        <p>${printable(meaning)}</p>
        <p class="action"><strong>What to do:</strong> ${printable(action)}</p>
      </li>`,
  );
  return html`<ul class="warnings">
    ${items}
  </ul>`;
}

function trialsText(trials: readonly number[]): string {
  const shown = trials.slice(0, 12).join(", ");
  const more = trials.length > 12 ? ` and ${trials.length - 12} more` : "";
  return `${trials.length === 1 ? "trial" : "trials"} ${shown}${more}`;
}
