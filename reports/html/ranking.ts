import type { Analysis, ArmSummary, Estimate } from "../../harness/model/index.ts";
import {
  armLabels,
  decidingName,
  decidingValue,
  isDecidedElsewhere,
  hasIntervals,
  interval,
  labelOf,
  limitOf,
  metricIds,
  metricOf,
  none,
  percentileValue,
  rate,
  times,
  valueOf,
  workersOf,
} from "../figures.ts";
import type { ReportInput } from "../report.ts";
import { printable } from "../text.ts";
import { html, name, nothing } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import type { Section } from "./parts.ts";

type Column = {
  readonly title: string;
  readonly kind: "place" | "name" | "number" | "text";
  readonly cell: (arm: ArmSummary, input: ReportInput) => SafeHtml;
};

/** The ranking has its own table: on a narrow page each row becomes a card. */
const usualColumns: readonly Column[] = [
  { title: "Place", kind: "place", cell: placeCell },
  { title: "Arm", kind: "name", cell: armCell },
  { title: "Workers", kind: "number", cell: (arm) => html`${workersOf(arm)}` },
  { title: "Requests per second", kind: "number", cell: throughputCell },
  { title: "× baseline", kind: "number", cell: ratioCell },
  { title: "p50", kind: "number", cell: (arm) => html`${percentileValue(arm.latency, "p50")}` },
  { title: "p99", kind: "number", cell: (arm) => html`${percentileValue(arm.latency, "p99")}` },
  { title: "CPU per request", kind: "number", cell: (arm) => html`${valueOf(arm, metricIds.cpu).replace("/req", "")}` },
  { title: "Memory, loaded", kind: "number", cell: (arm) => html`${valueOf(arm, metricIds.memoryLoad)}` },
  { title: "What limits it", kind: "text", cell: limitCell },
];

/** With what decides before the ratio of it, where that has no column of its own. */
function columnsOf(analysis: Analysis): readonly Column[] {
  if (!isDecidedElsewhere(analysis)) return usualColumns;
  const deciding: Column = {
    title: printable(analysis.deciding.title),
    kind: "number",
    cell: (arm) => html`${decidingValue(arm, analysis)}`,
  };
  return usualColumns.toSpliced(4, 0, deciding);
}

export function rankingSection(input: ReportInput): Section {
  const { arms, verdict } = input.analysis;
  const columns = columnsOf(input.analysis);
  const head = columns.map(
    ({ title, kind }) => html`<th role="columnheader" scope="col" class="${kind}">${title}</th>`,
  );
  const rows = arms.map((arm) => {
    const cells = columns.map(
      ({ title, kind, cell }) =>
        html`<td role="cell" class="${kind}" data-title="${title}"><div>${cell(arm, input)}</div></td>`,
    );
    return html`<tr role="row" class="${verdict.bestSet.includes(arm.armId) ? "best" : ""}">
      ${cells}
    </tr>`;
  });
  const body = html`<p class="hint">${introduction(input.analysis)}</p>
    <div class="scroll cards" tabindex="0" role="region" aria-label="Ranking">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            ${head}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>`;
  return { id: "ranking", title: "Ranking", body: [body] };
}

function introduction(analysis: Analysis): string {
  const order = analysis.verdict.ranked
    ? "Arms that share a place, marked =, could not be told apart. "
    : `No order is claimed: the arms are listed by ${decidingName(analysis)}. `;
  const brackets = hasIntervals(analysis)
    ? "Figures in brackets are intervals: where the value plausibly lies. "
    : "So few trials give no intervals. ";
  const compared = `Arms are compared on ${decidingName(analysis)}. `;
  return (
    compared +
    order +
    brackets +
    "More requests per second are better; lower latency (p50, p99), CPU and memory are better."
  );
}

function placeCell(arm: ArmSummary, { analysis }: ReportInput): SafeHtml {
  if (arm.rank === null) return html`${none}`;
  const tied = analysis.arms.some((other) => other !== arm && other.rank === arm.rank);
  return html`${arm.rank}${tied ? html`<abbr title="tied">=</abbr>` : nothing}`;
}

function armCell(arm: ArmSummary, { run, analysis }: ReportInput): SafeHtml {
  const baseline = arm.armId === run.plan.baselineArmId ? html` <span class="tag">baseline</span>` : nothing;
  const label = labelOf(armLabels(analysis), arm.armId);
  const id = printable(arm.armId, 44);
  const alias = id === label ? nothing : html`<code>${name(id)}</code>`;
  return html`<strong>${name(label)}</strong>${baseline} ${alias}`;
}

function estimateCell(value: string, range: string | null): SafeHtml {
  return html`<b>${value}</b>${range === null ? nothing : html` <small>${range}</small>`}`;
}

function throughputCell(arm: ArmSummary): SafeHtml {
  const summary = metricOf(arm, metricIds.throughput);
  if (summary === undefined) return html`${none}`;
  return estimateCell(rate(summary.estimate.value), interval(summary.estimate, "req/s"));
}

function ratioCell(arm: ArmSummary): SafeHtml {
  const ratio: Estimate | null = arm.ratioToBaseline;
  return ratio === null ? html`${none}` : estimateCell(times(ratio.value), interval(ratio, "ratio"));
}

function limitCell(arm: ArmSummary): SafeHtml {
  return html`${printable(limitOf(arm))}`;
}
