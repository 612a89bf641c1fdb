import type { GateOutcome } from "../harness/model/index.ts";
import { harmless } from "./text.ts";
import type { InconclusiveAs } from "./verdict.ts";

/** As a workflow command's message must be written, so that it cannot end early or begin another. */
function message(text: string): string {
  return harmless(text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

type Judged = { readonly outcome: GateOutcome; readonly headline: string };

/** How what is inconclusive is marked: neutrally where it passes. */
const levels: Readonly<Record<InconclusiveAs, string>> = { pass: "notice", report: "warning", fail: "error" };

/** A workflow command of GitHub Actions that marks a result, unless it passed; empty then. */
export function annotation(title: string, { outcome, headline }: Judged, inconclusive: InconclusiveAs): string {
  if (outcome === "pass") return "";
  const level = outcome !== "inconclusive" ? "error" : levels[inconclusive];
  return `::${level} title=${property(`${title}: ${outcome}`)}::${message(headline)}\n`;
}
