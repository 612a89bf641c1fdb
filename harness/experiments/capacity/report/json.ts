import { jsonText } from "../../../../reports/json-text.ts";
import type { CapacityReportInput } from "./report.ts";

export const capacitySummarySchemaName = "broadside/capacity-summary";
export const capacitySummarySchemaVersion = 1;

/** What a search came to, for a program to read: printed by `--json`, and written to `capacity.json`. */
export function capacityText({ run, analysis }: CapacityReportInput): string {
  const { plan } = run;
  return jsonText({
    schema: capacitySummarySchemaName,
    version: capacitySummarySchemaVersion,
    toolVersion: run.toolVersion,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    scenario: plan.scenario,
    command: run.command,
    seed: plan.seed,
    objectives: plan.objectives,
    arrivals: plan.arrivals,
    search: plan.search,
    ...analysis,
    notApplicable: plan.notApplicable,
    environment: run.environment,
  });
}
