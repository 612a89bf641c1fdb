import { harmless } from "./text.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe inside an element or a quoted attribute of HTML or XML. */
export function escapeMarkup(text: string): string {
  return harmless(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
