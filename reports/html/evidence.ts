import type { Comparison, NotApplicable, Severity, Warning } from "../../harness/model/index.ts";
import { significant } from "../../harness/units.ts";
import { armLabels, decidingName, labelOf, none, ratioWithInterval } from "../figures.ts";
import type { ReportInput } from "../report.ts";
import { printable } from "../text.ts";
import { html, name, nothing } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { table } from "./parts.ts";
import type { Column, Section } from "./parts.ts";

function text(title: string): Column {
  return { title, kind: "text" };
}

function number(title: string): Column {
  return { title, kind: "number" };
}

/** What went wrong: trials that failed, requests that were not answered rightly, strategies that could not run. */
export function failuresSection({ run, analysis }: ReportInput): Section {
  const labels = armLabels(analysis);
  const trials = analysis.arms.flatMap((arm) =>
    arm.failedTrials.map(({ index, message, hint }) => [
      name(labelOf(labels, arm.armId)),
      html`${index}`,
      html`${printable(message)}`,
      html`${printable(hint)}`,
    ]),
  );
  const requests = analysis.arms.flatMap((arm) =>
    arm.failures.map(({ kind, count, example }) => [
      name(labelOf(labels, arm.armId)),
      html`${count.toLocaleString("en-US")}`,
      html`${printable(kind)}`,
      html`${printable(example)}`,
    ]),
  );
  const body = [
    trials.length === 0
      ? html`<p class="hint">No trial failed.</p>`
      : table("Trials that failed", [text("Arm"), number("Trial"), text("What happened"), text("What to do")], trials),
    requests.length === 0
      ? html`<p class="hint">No request failed: every answer had the right status and body.</p>`
      : table("Requests that failed", [text("Arm"), number("Requests"), text("Kind"), text("Example")], requests),
    notRunTable(run.plan.notApplicable),
  ];
  return { id: "failures", title: "Failures", body };
}

/** Nothing where all of them could. */
export function notRunTable(notApplicable: readonly NotApplicable[]): SafeHtml {
  const rows = notApplicable.map(({ strategy, reason }) => [
    html`<code>${name(printable(strategy, 44))}</code>`,
    html`${printable(reason)}`,
  ]);
  return rows.length === 0
    ? nothing
    : table("Strategies that could not run here", [text("Strategy"), text("Why")], rows);
}

const outcomes: Readonly<Record<Comparison["outcome"], string>> = {
  better: "▲ first is better",
  worse: "▼ second is better",
  "not-resolved": "≈ not resolved",
};

/** Every pair of arms, compared on what decides. */
export function pairsSection({ analysis }: ReportInput): Section {
  const labels = armLabels(analysis);
  const rows = analysis.comparisons.map(({ a, b, ratio, adjustedP, outcome }): readonly SafeHtml[] => [
    name(labelOf(labels, a)),
    name(labelOf(labels, b)),
    html`${ratioWithInterval(ratio)}`,
    html`${adjustedP === null ? none : significant(adjustedP, 2)}`,
    html`${outcomes[outcome]}`,
  ]);
  if (rows.length === 0) return { id: "pairs", title: "Pairs", body: [] };
  const columns = [
    { title: "First", kind: "text" },
    { title: "Second", kind: "text" },
    { title: "First ÷ second", kind: "number" },
    { title: "p, adjusted", kind: "number" },
    { title: "Outcome", kind: "text" },
  ] as const;
  const hint = html`<p class="hint">
    Each pair is compared within blocks on ${decidingName(analysis)}. p is the chance of a difference this large if
    there were none, adjusted for looking at every pair; “not resolved” means that this run cannot tell the two apart.
    Each interval is that of its pair by itself.
  </p>`;
  return {
    id: "pairs",
    title: "Pair by pair",
    body: [hint, table(`${analysis.deciding.title} of the first over the second`, columns, rows)],
  };
}

const severities: Readonly<Record<Severity, string>> = {
  note: "Good to know",
  suspect: "Puts the result in doubt",
  invalid: "Rules the result out",
};

/** What a reader must know, and what to do about it. */
export function warningsSection(warnings: readonly Warning[], labels: ReadonlyMap<string, string>): Section {
  return { id: "warnings", title: "Warnings", body: warnings.length === 0 ? [] : [warningList(warnings, labels)] };
}

export function warningList(warnings: readonly Warning[], labels: ReadonlyMap<string, string>): SafeHtml {
  const items = warnings.map(
    ({ severity, meaning, action, armId, trials }) =>
      html`<li class="${severity}">
        <p class="severity">
          ${severities[severity]}${armId === undefined ? nothing : html` · ${name(labelOf(labels, armId))}`}
          ${trials === undefined ? nothing : html`<span class="trials">${trialsText(trials)}</span>`}
        </p>
        <p>${printable(meaning)}</p>
        <p class="action"><strong>What to do:</strong> ${printable(action)}</p>
      </li>`,
  );
  return html`<ul class="warnings">
    ${items}
  </ul>`;
}

function trialsText(trials: readonly number[]): string {
  const shown = trials.slice(0, 12).join(", ");
  const more = trials.length > 12 ? ` and ${trials.length - 12} more` : "";
  return `${trials.length === 1 ? "trial" : "trials"} ${shown}${more}`;
}
