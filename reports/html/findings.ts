import type { Analysis } from "../../harness/model/index.ts";
import { printable } from "../text.ts";
import { html } from "./html.ts";
import type { Section } from "./parts.ts";

/** What surprises those who expect more workers to be faster, and why it is so. */
export function findingsSection({ findings }: Analysis): Section {
  const items = findings.map(({ sentence }) => html`<li>${printable(sentence, 2_000)}</li>`);
  return {
    id: "findings",
    title: "What surprises, and why",
    body:
      items.length === 0
        ? []
        : [
            html`<ul>
              ${items}
            </ul>`,
          ],
  };
}
