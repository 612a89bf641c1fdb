import type { Analysis } from "../../harness/model/index.ts";
import { printable } from "../text.ts";
import { html } from "./html.ts";
import { bullets, type Section } from "./parts.ts";

/** What surprises those who expect more workers to be faster, and why it is so. */
export function findingsSection({ findings }: Analysis): Section {
  const points = findings.map(({ sentence }) => html`${printable(sentence, 2_000)}`);
  return { id: "findings", title: "What surprises, and why", body: [bullets(points)] };
}
