import { annotation } from "../../../../reports/annotation.ts";
import type { GateReportInput } from "./report.ts";

/** What marks a gate in a workflow of GitHub Actions. */
export function githubAnnotation({ result, inconclusive }: GateReportInput): string {
  return annotation(`broadside gate, ${result.series}`, result, inconclusive);
}
