import type { Warning } from "../harness/model/index.ts";
import { printable } from "./text.ts";
import { groupWarnings, othersInWords } from "./warnings.ts";

/** Text from outside, safe in Markdown: none of it can become a table cell, a link, code or HTML. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~$]/g, "\\$&")
    .replace(/^(\s*)([#+\-=])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2")
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/(https?):/gi, "$1&#58;");
}

const text = escapeMarkdown;

export function table(head: readonly string[], right: readonly number[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (right.includes(column) ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Whether the result may be believed, and why not, each kind of doubt once, with the arms that it is about. */
export function sealLine(status: string, reasons: readonly Warning[]): string {
  const doubts = groupWarnings(reasons).map(({ first: { armId, meaning }, likewise }) => {
    const subject = armId === undefined ? "" : `${armId}: `;
    return text(subject + meaning + (likewise.length === 0 ? "" : ` Likewise ${othersInWords(likewise, (id) => id)}.`));
  });
  return [`Seal: **${status}**.`, ...doubts].join(" ");
}

export function warningItem({ severity, meaning, action, armId }: Warning): string {
  const subject = armId === undefined ? "" : ` (${text(armId)})`;
  return `- **${severity}**${subject}: ${text(meaning)} ${text(action)}`;
}

/** A fence that the content cannot close. */
export function fenced(content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${content}\n${fence}`;
}
