import type { Artifact } from "../report.ts";
import { benchmarkJsonReporter } from "./benchmark-json.ts";
import { bmfReporter } from "./bmf.ts";
import { gateJsonReporter } from "./json.ts";
import { gateJunitReporter } from "./junit.ts";
import { gateMarkdownReporter } from "./markdown.ts";
import type { GateReporter, GateReportInput } from "./report.ts";

export { githubAnnotation } from "./annotations.ts";
export { renderGateConsole } from "./console.ts";
export { gateText } from "./json.ts";
export { gateMarkdown } from "./markdown.ts";
export type { GateReportInput, InconclusiveAs } from "./report.ts";

/** Every format of a gate's result. To add one: write its file, and add it here. */
const gateReporters: readonly GateReporter[] = [
  gateMarkdownReporter,
  gateJsonReporter,
  gateJunitReporter,
  benchmarkJsonReporter,
  bmfReporter,
];

/** Every file of a gate's result. */
export function renderGate(input: GateReportInput): readonly Artifact[] {
  return gateReporters.flatMap((reporter) => reporter.render(input));
}
