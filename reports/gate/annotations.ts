import type { GateReportInput } from "./report.ts";

/** As a workflow command's message must be written, so that it cannot end early or begin another. */
function message(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A workflow command of GitHub Actions that marks the result, unless it passed; empty then. */
export function githubAnnotation({ run, result, inconclusive }: GateReportInput): string {
  const { outcome, headline } = result;
  if (outcome === "pass") return "";
  const isError = outcome !== "inconclusive" || inconclusive === "fail";
  const title = `broadside gate, ${run.plan.scenario}: ${outcome}`;
  return `::${isError ? "error" : "warning"} title=${property(title)}::${message(headline)}\n`;
}
