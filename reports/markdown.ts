import type { ArmSummary, Comparison, Sweep, Warning } from "../harness/model/index.ts";
import { plural, significant } from "../harness/units.ts";
import {
  armLabels,
  blocksInWords,
  decidingValue,
  isDecidedElsewhere,
  hasIntervals,
  labelOf,
  limitOf,
  metricIds,
  metricOf,
  none,
  percentileValue,
  place,
  ratioTitle,
  ratioToBaseline,
  ratioWithInterval,
  valueOf,
  withInterval,
  workersOf,
} from "./figures.ts";
import { environmentFacts } from "./environment.ts";
import { methodSentences } from "./method.ts";
import { commands } from "./repeat.ts";
import type { ReportInput, Reporter } from "./report.ts";
import { sweepLegend, sweepTable } from "./sweep-words.ts";
import { printable } from "./text.ts";
import { groupWarnings, othersInWords } from "./warnings.ts";

/** Text from outside, safe in Markdown: none of it can become a table cell, a link, code or HTML. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~$]/g, "\\$&")
    .replace(/^(\s*)([#+\-=])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2")
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/(https?):/gi, "$1&#58;");
}

const text = escapeMarkdown;

export function table(head: readonly string[], right: readonly number[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (right.includes(column) ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function present(cells: readonly (string | null)[]): readonly string[] {
  return cells.filter((cell) => cell !== null);
}

function ranking({ analysis }: ReportInput): string {
  const labels = armLabels(analysis);
  const head = [
    "#",
    "Arm",
    "Workers",
    "req/s",
    isDecidedElsewhere(analysis) ? text(analysis.deciding.title) : null,
    ratioTitle(analysis),
    "p50",
    "p99",
    "CPU/req",
    "Memory",
    "What limits it",
  ];
  const rows = analysis.arms.map((arm) => [
    place(arm),
    text(labelOf(labels, arm.armId)),
    workersOf(arm),
    throughput(arm),
    isDecidedElsewhere(analysis) ? text(decidingValue(arm, analysis)) : null,
    text(ratioToBaseline(arm, analysis)),
    percentileValue(arm.latency, "p50"),
    percentileValue(arm.latency, "p99"),
    valueOf(arm, metricIds.cpu).replace("/req", ""),
    valueOf(arm, metricIds.memoryLoad),
    text(limitOf(arm)),
  ]);
  const titles = present(head);
  const numbers = titles.flatMap((_, column) => (column === 1 || column === titles.length - 1 ? [] : [column]));
  return table(titles, numbers, rows.map(present));
}

function sweep(measured: Sweep): string {
  const { head, lines } = sweepTable(measured);
  const numbers = head.flatMap((_, column) => (column < 2 ? [] : [column]));
  return table(
    head,
    numbers,
    lines.map((cells) => cells.map(text)),
  );
}

function throughput(arm: ArmSummary): string {
  const summary = metricOf(arm, metricIds.throughput);
  return summary === undefined ? none : text(withInterval(summary.estimate, "req/s"));
}

const outcomeWords: Readonly<Record<Comparison["outcome"], string>> = {
  better: "first is better",
  worse: "second is better",
  "not-resolved": "not resolved",
};

function comparisons({ analysis }: ReportInput): string {
  const labels = armLabels(analysis);
  const rows = analysis.comparisons.map(({ a, b, ratio: estimate, adjustedP, outcome }) => [
    text(labelOf(labels, a)),
    text(labelOf(labels, b)),
    text(ratioWithInterval(estimate)),
    adjustedP === null ? none : significant(adjustedP, 2),
    outcomeWords[outcome],
  ]);
  return table(["First", "Second", "First ÷ second", "p, adjusted", "Outcome"], [2, 3], rows);
}

/** Whether the result may be believed, and why not, each kind of doubt once, with the arms that it is about. */
export function sealLine(status: string, reasons: readonly Warning[]): string {
  const doubts = groupWarnings(reasons).map(({ first: { armId, meaning }, likewise }) => {
    const subject = armId === undefined ? "" : `${armId}: `;
    return text(subject + meaning + (likewise.length === 0 ? "" : ` Likewise ${othersInWords(likewise, (id) => id)}.`));
  });
  return [`Seal: **${status}**.`, ...doubts].join(" ");
}

export function warningItem({ severity, meaning, action, armId }: Warning): string {
  const subject = armId === undefined ? "" : ` (${text(armId)})`;
  return `- **${severity}**${subject}: ${text(meaning)} ${text(action)}`;
}

/** A message that another sentence follows; one that ends with what was printed keeps that as it is. */
function withStop(message: string): string {
  return message.includes("\n") || /[.:!?]$/.test(message) ? message : `${message}.`;
}

function failures({ analysis }: ReportInput): readonly string[] {
  const labels = armLabels(analysis);
  return analysis.arms.flatMap((arm) => {
    const name = text(labelOf(labels, arm.armId));
    return [
      ...arm.failedTrials.map(
        ({ index, message, hint }) => `- Trial ${index}, ${name}: ${text(withStop(message))} ${text(hint)}`,
      ),
      ...arm.failures.map(({ kind, count, example }) => `- ${name}: ${count} × ${text(kind)}, e.g. ${text(example)}`),
    ];
  });
}

/** A fence that the content cannot close. */
export function fenced(content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${content}\n${fence}`;
}

function section(title: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`## ${title}`, body.join("\n")];
}

function render(input: ReportInput): string {
  const { run, analysis } = input;
  const { verdict, seal } = analysis;
  const { repeat, render: again } = commands(run);
  const scope = `${plural(analysis.measuredTrials, "trial")} of ${analysis.plannedTrials} measured, ${blocksInWords(analysis.completedBlocks, run.plan)} complete`;
  const blocks = [
    `# ${text(run.plan.title)}`,
    text(run.plan.started ?? ""),
    `**${text(verdict.headline)}**`,
    verdict.details.map(text).join("\n"),
    sealLine(seal.status, seal.reasons),
    ...(analysis.sweep === null
      ? [ranking(input)]
      : ["## Skew over connections", sweep(analysis.sweep), text(sweepLegend(analysis.sweep))]),
    `${scope}. ${hasIntervals(analysis) ? "Figures in brackets are intervals." : "So few trials give no intervals."}`,
    ...section(
      "What surprises, and why",
      analysis.findings.map(({ sentence }) => `- ${text(sentence)}`),
    ),
    ...section("Warnings", analysis.warnings.map(warningItem)),
    ...section("Failures", failures(input)),
    ...section(
      "Not run",
      run.plan.notApplicable.map(({ strategy, reason }) => `- ${text(strategy)}: ${text(reason)}`),
    ),
    ...(analysis.comparisons.length === 0 ? [] : ["## Pairs", comparisons(input)]),
    ...section(
      "Method",
      methodSentences(input).map(({ subject, text: sentence }) => `- **${subject}.** ${text(sentence)}`),
    ),
    ...section(
      "Environment",
      environmentFacts(run, run.plan.arms, run.trials).map(([name, value]) => `- ${name}: ${text(value)}`),
    ),
    "## Again",
    fenced(`${repeat}\n${again}`),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

export const markdownReporter: Reporter = {
  name: "markdown",
  describe: "report.md: verdict, table and warnings, for a pull request or a chat",
  render: async (input) => [{ path: "report.md", content: render(input) }],
};
