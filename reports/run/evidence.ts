import type { Analysis, ArmSummary, Comparison, MetricInfo, Plan, RoleSummary } from "../../harness/model/index.ts";
import { bytes, duration, quantity, significant } from "../../harness/units.ts";
import { againSection, environmentSection, methodSection, notRun } from "../background-sections.ts";

import { type Block, type Cell, type Medium, type Section, numberColumn, textColumn } from "../document.ts";

import {
  armLabels,
  decidingName,
  interval,
  labelOf,
  metricOf,
  none,
  notObserved,
  percentileTitle,
  percentileValue,
  ratioWithInterval,
} from "../figures.ts";
import { glossary } from "../glossary.ts";
import { methodSentences } from "../method.ts";
import { commands } from "../repeat.ts";
import type { ReportInput } from "../report.ts";
import { sweepLegend, sweepTable } from "../sweep-words.ts";

const written: readonly Medium[] = ["markdown", "html"];

/** The evidence of a run, and how it was come by. */
export function runSections(input: ReportInput): readonly Section[] {
  const { run, analysis } = input;
  const throughput = charts("throughput", "Throughput", ["throughput", "ratio"]);
  const latency = latencySection(input);
  return [
    ...(analysis.sweep === null
      ? [
          limitsSection(analysis),
          findingsSection(analysis),
          ...(analysis.deciding.unit === "µs" ? [latency, throughput] : [throughput, latency]),
          charts("time", "Over time", ["throughput-over-time", "latency-over-time", "memory-over-time"]),
          resourcesSection(analysis),
        ]
      : [sweepSection(analysis.sweep), findingsSection(analysis)]),
    charts("spread", "Spread over workers", ["spread"]),
    ...(analysis.sweep === null ? [figuresSection(analysis)] : []),
    failuresSection(input),
    pairsSection(analysis),
    {
      id: "warnings",
      title: "Warnings",
      on: written,
      blocks: [{ kind: "warnings", warnings: analysis.warnings }],
    },
    methodSection(methodSentences(input)),
    { id: "glossary", title: "What the words mean", on: ["html"], blocks: [{ kind: "glossary", words: glossary }] },
    environmentSection(run, run.trials),
    againSection(commands(run)),
  ];
}

function charts(id: string, title: string, ids: readonly string[]): Section {
  return { id, title, on: ["html"], blocks: [{ kind: "charts", ids }] };
}

/** What limits each arm, where the table has no room for it. */
function limitsSection({ arms }: Analysis): Section {
  const points = arms.flatMap(({ armId, bottleneck }) =>
    bottleneck === null ? [] : [{ subject: armId, text: bottleneck.sentence }],
  );
  return { id: "limits", title: "What limits each arm", on: ["console"], blocks: [{ kind: "points", points }] };
}

/** What surprises those who expect more workers to be faster, and why it is so. */
function findingsSection({ findings }: Analysis): Section {
  return {
    id: "findings",
    title: "Surprises, and why",
    on: ["console", ...written],
    blocks: [{ kind: "points", points: findings.map(({ sentence }) => ({ text: sentence })) }],
  };
}

/** How evenly each strategy spread each load. */
function sweepSection(sweep: NonNullable<Analysis["sweep"]>): Section {
  const { head, lines } = sweepTable(sweep);
  return {
    id: "sweep",
    title: "Skew over connections",
    on: written,
    blocks: [
      { kind: "charts", ids: ["sweep"] },
      { kind: "remark", text: sweepLegend(sweep) },
      {
        kind: "table",
        caption: "Busiest worker over the mean, by connections",
        columns: head.map((title, index) => (index < 2 ? textColumn(title) : numberColumn(title))),
        rows: lines.map((cells) => cells.map((cell, index): Cell => (index === 0 ? { text: cell, is: "name" } : cell))),
      },
    ],
  };
}

function latencySection({ run, analysis }: ReportInput): Section {
  const labels = armLabels(analysis);
  const row = ({ armId, latency }: ArmSummary): readonly Cell[] => [
    { text: labelOf(labels, armId), is: "name" },
    latency === null ? none : latency.count.toLocaleString("en-US"),
    latency === null ? none : duration(latency.meanMicros),
    ...analysis.percentiles.map((percentile) => percentileValue(latency, percentile)),
    latency === null ? none : latency.censored.toLocaleString("en-US"),
  ];
  const figures = ["Requests", "Mean", ...analysis.percentiles.map(percentileTitle), "Never ended"];
  return {
    id: "latency",
    title: "Latency",
    on: ["html"],
    blocks: [
      {
        kind: "remark",
        text: `How long a request waited for its response. ${loopInWords(run.plan)} Compare tails, not only middles.`,
      },
      { kind: "charts", ids: ["latency-percentiles", "latency-distribution"] },
      {
        kind: "table",
        caption: "Latency of all requests, all trials together",
        columns: [textColumn("Arm"), ...figures.map(numberColumn)],
        rows: analysis.arms.map(row),
      },
      { kind: "charts", ids: ["latency-by-kind"] },
    ],
  };
}

function loopInWords({ arms }: Plan): string {
  return arms[0]?.load.kind === "open"
    ? "This is an open loop: it is measured from when a request was due, so it includes waiting in a queue."
    : "This is a closed loop: more throughput from the same connections means less latency, and a server that hangs gets fewer requests.";
}

const resources = ["Processes", "CPU per request", "Cores used", "Busiest process", "Memory, idle", "Memory, loaded"];

function resourcesSection(analysis: Analysis): Section {
  const labels = armLabels(analysis);
  const nameOf = ({ armId }: ArmSummary): Cell => ({ text: labelOf(labels, armId), is: "name" });
  const row = (arm: ArmSummary, role: RoleSummary): readonly Cell[] => [
    nameOf(arm),
    role.role,
    String(role.processes),
    duration(role.cpuMicrosPerRequest),
    significant(role.coresUsed),
    significant(role.busiestCores),
    role.rssIdleBytes > 0 ? bytes(role.rssIdleBytes) : none,
    bytes(role.rssLoadBytes),
  ];
  const unseen = (arm: ArmSummary): readonly Cell[] => [nameOf(arm), "target", ...resources.map(() => notObserved)];
  return {
    id: "resources",
    title: "CPU and memory",
    on: ["html"],
    blocks: [
      { kind: "charts", ids: ["cpu", "memory"] },
      {
        kind: "table",
        caption: "CPU and memory by role, medians over trials",
        columns: [textColumn("Arm"), textColumn("Role"), ...resources.map(numberColumn)],
        rows: analysis.arms.flatMap((arm) => [
          ...(arm.isObserved ? [] : [unseen(arm)]),
          ...arm.roles.map((role) => row(arm, role)),
        ]),
      },
    ],
  };
}

/** Every metric of every arm, those that have no place of their own too. */
function figuresSection(analysis: Analysis): Section {
  const { arms } = analysis;
  const labels = armLabels(analysis);
  const infos = new Map(arms.flatMap(({ metrics }) => metrics.map(({ metric }) => [metric.id, metric])));
  const row = ({ id, title }: MetricInfo): readonly Cell[] => [title, ...arms.map((arm) => metricCell(arm, id))];
  return {
    id: "figures",
    title: "Every figure",
    on: ["html"],
    blocks: [
      {
        kind: "table",
        caption: "Medians over trials, with intervals",
        columns: [textColumn("Metric"), ...arms.map(({ armId }) => numberColumn(labelOf(labels, armId)))],
        rows: [...infos.values()].map(row),
      },
    ],
  };
}

function metricCell(arm: ArmSummary, id: string): Cell {
  const found = metricOf(arm, id);
  if (found === undefined) return none;
  const { estimate, metric } = found;
  const value = quantity(estimate.value, metric.unit);
  const range = interval(estimate, metric.unit);
  return range === null ? value : { text: value, beside: range };
}

/** What went wrong: trials that failed, requests that were not answered rightly, strategies that could not run. */
function failuresSection({ run, analysis }: ReportInput): Section {
  const labels = armLabels(analysis);
  const trials = analysis.arms.flatMap((arm) =>
    arm.failedTrials.map(({ index, message, hint }): readonly Cell[] => [
      { text: labelOf(labels, arm.armId), is: "name" },
      String(index),
      message,
      hint,
    ]),
  );
  const requests = analysis.arms.flatMap((arm) =>
    arm.failures.map(({ kind, count, example }): readonly Cell[] => [
      { text: labelOf(labels, arm.armId), is: "name" },
      count.toLocaleString("en-US"),
      kind,
      example,
    ]),
  );
  return {
    id: "failures",
    title: "Failures",
    on: written,
    blocks: [
      tableOr("No trial failed.", {
        kind: "table",
        caption: "Trials that failed",
        columns: [textColumn("Arm"), numberColumn("Trial"), textColumn("What happened"), textColumn("What to do")],
        rows: trials,
      }),
      tableOr("No request failed: every response had the correct status and body.", {
        kind: "table",
        caption: "Requests that failed",
        columns: [textColumn("Arm"), numberColumn("Requests"), textColumn("Kind"), textColumn("Example")],
        rows: requests,
      }),
      notRun(run.plan.notApplicable),
    ],
  };
}

/** The table, or on a page that there is nothing to put into it. */
function tableOr(nothing: string, table: Extract<Block, { kind: "table" }>): Block {
  return table.rows.length > 0 ? table : { kind: "remark", text: nothing, on: ["html"] };
}

const outcomes: Readonly<Record<Comparison["outcome"], string>> = {
  better: "▲ first is better",
  worse: "▼ second is better",
  "not-resolved": "≈ not resolved",
};

/** Every pair of arms, compared on what decides. */
function pairsSection(analysis: Analysis): Section {
  const labels = armLabels(analysis);
  const named = (armId: string): Cell => ({ text: labelOf(labels, armId), is: "name" });
  const rows = analysis.comparisons.map(({ a, b, ratio, adjustedP, outcome }): readonly Cell[] => [
    named(a),
    named(b),
    ratioWithInterval(ratio),
    adjustedP === null ? none : significant(adjustedP, 2),
    outcomes[outcome],
  ]);
  return {
    id: "pairs",
    title: "Pair by pair",
    on: rows.length === 0 ? [] : written,
    blocks: [
      {
        kind: "remark",
        text: `Each pair is compared within blocks on ${decidingName(analysis)}. p is the chance of a difference this large if there were none, adjusted for looking at every pair; “not resolved” means that this run cannot tell the two apart. Each interval is for its pair alone.`,
        on: ["html"],
      },
      {
        kind: "table",
        caption: `${analysis.deciding.title} of the first over the second`,
        columns: [
          textColumn("First"),
          textColumn("Second"),
          numberColumn("First ÷ second"),
          numberColumn("p, adjusted"),
          textColumn("Outcome"),
        ],
        rows,
      },
    ],
  };
}
