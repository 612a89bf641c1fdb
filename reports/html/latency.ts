import type { ArmSummary, Plan } from "../../harness/model/index.ts";
import { duration } from "../../harness/units.ts";
import type { Drawing } from "../drawing.ts";
import { armLabels, labelOf, none, percentileTitle, percentileValue } from "../figures.ts";
import type { ReportInput } from "../report.ts";
import { html, name } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { figure, table } from "./parts.ts";
import type { Section } from "./parts.ts";

function loopHint({ arms }: Plan): string {
  return arms[0]?.load.kind === "open"
    ? "This is an open loop: it counts from when a request was due, so that waiting in a queue is part of it."
    : "This is a closed loop: more throughput from the same connections means less latency, and a server that hangs is asked less.";
}

export function latencySection({ run, analysis }: ReportInput, drawings: readonly Drawing[]): Section {
  const labels = armLabels(analysis);
  const row = (arm: ArmSummary): readonly SafeHtml[] => [
    name(labelOf(labels, arm.armId)),
    html`${arm.latency === null ? none : arm.latency.count.toLocaleString("en-US")}`,
    html`${arm.latency === null ? none : duration(arm.latency.meanMicros)}`,
    ...analysis.percentiles.map((percentile) => html`${percentileValue(arm.latency, percentile)}`),
    html`${arm.latency === null ? none : arm.latency.censored.toLocaleString("en-US")}`,
  ];
  const numbers = ["Requests", "Mean", ...analysis.percentiles.map(percentileTitle), "Never ended"];
  const columns = [
    { title: "Arm", kind: "text" } as const,
    ...numbers.map((title) => ({ title, kind: "number" }) as const),
  ];
  const body = [
    html`<p class="hint">
      How long a request waited for its answer. ${loopHint(run.plan)} Compare tails, not only middles.
    </p>`,
    figure(drawings, "latency-percentiles"),
    figure(drawings, "latency-distribution"),
    table("Latency of all requests, all trials together", columns, analysis.arms.map(row)),
    figure(drawings, "latency-by-kind"),
  ];
  return { id: "latency", title: "Latency", body };
}
