import { latencyObjective } from "../model.ts";
import type { ArmCapacity } from "../result.ts";
import { percentileOf } from "../../../model/index.ts";
import { percentileTitle } from "../../../../reports/figures.ts";
import type { Script } from "../../../../reports/html/document.ts";
import { html, type SafeHtml } from "../../../../reports/html/html.ts";
import type { Section } from "../../../../reports/html/parts.ts";
import { printable } from "../../../../reports/text.ts";
import { adviseLoad, runPlanner, type PlannerArm, type PlannerData } from "./planner.ts";
import type { CapacityReportInput } from "./report.ts";

/** Where a reader types what is expected. */
export function plannerSection({ run, analysis }: CapacityReportInput): Section {
  const objectives = run.plan.objectives.map(({ text }) => text).join(" and ");
  const searched = latencyObjective(run.plan.objectives);
  const usual = analysis.arms[0]?.held?.rate ?? 100;
  const options = [
    option("", "as searched for", searched === null),
    ...(["p50", "p75", "p90", "p95", "p99", "p999", "max"] as const).map((percentile) =>
      option(percentile, percentileTitle(percentile), percentile === searched?.percentile),
    ),
  ];
  const body = html`<p>
      Type the load you expect and the headroom you want to keep. For objectives other than the one searched for
      (${printable(objectives)}), the planner uses the trials at hand; where they cannot tell, it says so.
    </p>
    <div class="planner" role="group" aria-label="What you expect">
      <label>Load, req/s <input id="plan-load" type="number" min="1" step="any" value="${Math.round(usual)}" /></label>
      <label>Headroom, % <input id="plan-headroom" type="number" min="0" max="95" step="5" value="30" /></label>
      <label
        >Percentile
        <select id="plan-percentile">
          ${options}
        </select></label
      >
      <label
        >Latency below, ms
        <input
          id="plan-limit"
          type="number"
          min="0"
          step="any"
          value="${searched === null ? 100 : searched.limitMicros / 1_000}"
      /></label>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="What the load needs">
      <table>
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            <th scope="col">You need</th>
            <th scope="col">Memory</th>
            <th scope="col">Based on</th>
          </tr>
        </thead>
        <tbody id="plan-rows" aria-live="polite"></tbody>
      </table>
    </div>
    <noscript><p class="hint">The planner needs scripts; the table above shows the same for some loads.</p></noscript>`;
  return { id: "planner", title: "Plan a load", body: [body] };
}

function option(value: string, title: string, isSelected: boolean): SafeHtml {
  return isSelected
    ? html`<option value="${value}" selected>${title}</option>`
    : html`<option value="${value}">${title}</option>`;
}

function plannerData({ run, analysis }: CapacityReportInput): PlannerData {
  const strategies = analysis.scaling.map(({ title, armIds }) => ({ title, armIds }));
  const unscaled = analysis.arms.filter(({ isSingle, workers }) => isSingle || workers === null);
  const members = [...unscaled.map(({ title, armId }) => ({ title, armIds: [armId] })), ...strategies];
  return {
    strategies: members.map(({ title, armIds }) => ({
      title: printable(title),
      arms: armIds.flatMap((id) => analysis.arms.filter(({ armId }) => armId === id)).map(plannerArm),
    })),
    bounds: run.plan.objectives.map(({ metricId, comparison, value }) => ({
      percentile: percentileOf(metricId),
      isStrict: comparison === "<",
      limit: value,
    })),
  };
}

function plannerArm({ workers, isBeyondCores, isAtLeast, held, memoryBytes, points }: ArmCapacity): PlannerArm {
  return {
    workers,
    isBeyondCores,
    held: held?.rate ?? null,
    trials: held?.trials ?? 0,
    agreeing: held?.agreeing ?? 0,
    isConfirmed: held?.isConfirmed ?? false,
    isAtLeast,
    memoryBytes,
    points: points.map(({ kind, offered, errorShare, isSteady, micros }) => {
      return { kind, offered, errorShare, isSteady, micros };
    }),
  };
}

/** The planner's own source, which the page runs, with what it reads. */
export async function plannerScript(input: CapacityReportInput): Promise<Script> {
  const code = `"use strict";(${String(runPlanner)})(document,${String(adviseLoad)});`;
  return { code, digest: await digestOf(code), data: plannerData(input) };
}

async function digestOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
