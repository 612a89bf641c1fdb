import { jsonText } from "../../../../reports/json-text.ts";
import type { MapReportInput } from "./report.ts";

export const mapSummarySchemaName = "broadside/map-summary";
export const mapSummarySchemaVersion = 1;

/** What a map came to, for a program to read: printed by `--json`, and written to `map.json`. */
export function mapText({ measured, analysis }: MapReportInput): string {
  const { map } = measured;
  return jsonText({
    schema: mapSummarySchemaName,
    version: mapSummarySchemaVersion,
    toolVersion: map.toolVersion,
    createdAt: map.createdAt,
    finishedAt: map.finishedAt,
    scenario: map.scenario,
    command: map.command,
    seed: map.seed,
    ...analysis,
    environment: map.environment,
  });
}
