import { jsonText } from "../../../../reports/json-text.ts";
import type { GateReporter } from "./report.ts";

export const gateSchemaName = "broadside/gate";
export const gateSchemaVersion = 1;

/** The result for programs, keys always in the same order. */
export const gateJsonReporter: GateReporter = {
  name: "gate.json",
  describe: "the result, for programs",
  render: (input) => [{ path: "gate.json", content: gateText(input) }],
};

export function gateText({ run, gate, result, inconclusive }: Parameters<GateReporter["render"]>[0]): string {
  const {
    outcome,
    cause = null,
    series,
    headline,
    details,
    pairs,
    plannedPairs,
    machineSpeed,
    look,
    looks,
    metrics,
    requirements,
    seal,
  } = result;
  const { plan, environment, createdAt, finishedAt, toolVersion, replacedBlocks, earlyEnd = null } = run;
  const { base, head, tolerance, minimalEffect, findings = [] } = gate;
  const content = {
    schema: gateSchemaName,
    version: gateSchemaVersion,
    toolVersion,
    createdAt,
    finishedAt,
    scenario: plan.scenario,
    series,
    outcome,
    cause,
    inconclusive,
    headline,
    details,
    findings,
    base,
    head,
    tolerance,
    minimalEffect,
    pairs,
    plannedPairs,
    machineSpeed,
    look,
    looks,
    earlyEnd,
    replacedBlocks,
    metrics,
    requirements,
    seal,
    environment,
  };
  return jsonText(content);
}
