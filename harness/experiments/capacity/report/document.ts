import type { ArmCapacity, SizingCell } from "../result.ts";
import { bytes, plural } from "../../../units.ts";
import { againSection, environmentSection, methodSection } from "../../../../reports/background-sections.ts";
import { sealOutcome } from "../../../../reports/console-parts.ts";
import {
  type Block,
  type Cell,
  type Column,
  type Document,
  type Medium,
  type Section,
  numberColumn,
} from "../../../../reports/document.ts";
import { nodesInWords } from "../../../../reports/environment.ts";
import { workersOf } from "../../../../reports/figures.ts";
import { capacityCommands, capacityMethod } from "./method.ts";
import type { CapacityReportInput } from "./report.ts";
import {
  capacityLabels,
  cellInShort,
  cellInWords,
  coresPerThousand,
  cpuOf,
  heldLatencyOf,
  heldLatencyTitle,
  heldOf,
  legend,
  loadInWords,
  memoryOf,
  memoryPerThousand,
  missedOf,
  queueInWords,
  saturationOf,
  scalingInWords,
  sizingNote,
  trialsOf,
} from "./words.ts";

const written: readonly Medium[] = ["markdown", "html"];

function charts(id: string, title: string, ids: readonly string[]): Section {
  return { id, title, on: ["html"], blocks: [{ kind: "charts", ids }] };
}

/** A capacity search as a report: what a load needs, what each arm holds, and what more workers give. */
export function capacityDocument(input: CapacityReportInput): Document {
  const { run, analysis } = input;
  const { seal, headline, details, warnings, probes } = analysis;
  const { counted, leftOut, failed } = probes;
  const method = methodSection(capacityMethod(run));
  const count = `${plural(counted, "trial")} counted, ${leftOut} discarded, ${failed} failed.`;
  return {
    title: run.plan.title,
    heading: `Capacity: ${run.plan.title}`,
    level: 1,
    outcome: sealOutcome(seal, {
      VALID: "Every check passed. The rates can be trusted within their intervals.",
      SUSPECT: "The rates are shown, but read them with the warnings below in mind.",
      INVALID: "None of these results can be trusted.",
    }),
    headline,
    details,
    reasons: seal.reasons,
    labels: capacityLabels(analysis),
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    description: run.plan.description,
    brief: `${plural(counted, "trial")} of ${plural(analysis.arms.length, "arm")}`,
    scope: [
      plural(counted, "trial"),
      plural(analysis.arms.length, "arm"),
      `open load, ${run.plan.arrivals} arrivals`,
      `Node.js ${nodesInWords(run.environment, run.plan.arms, trialsOf(run))}`,
      plural(run.environment.availableParallelism, "core"),
    ],
    answerTitle: "Sizing for a load",
    answer: [...startedBlocks(input), ...sizingBlocks(input, written)],
    sections: [
      charts("hockey-stick", "Latency against load", ["latency", "crossover"]),
      armsSection(input),
      scalingSection(input),
      { id: "sizing", title: "Sizing for a load", on: ["console"], blocks: sizingBlocks(input, ["console"]) },
      charts("cost-section", "What a request costs", ["cost"]),
      charts("memory-section", "Memory", ["memory"]),
      { id: "warnings", title: "Warnings", on: written, blocks: [{ kind: "warnings", warnings }] },
      { ...method, blocks: [...method.blocks, { kind: "remark", text: count }] },
      environmentSection(run, trialsOf(run)),
      againSection(capacityCommands(run)),
    ],
    warnings,
  };
}

function startedBlocks({ run }: CapacityReportInput): readonly Block[] {
  const { started } = run.plan;
  return started === undefined ? [] : [{ kind: "remark", text: started, on: ["markdown"] }];
}

/** What loads need; a terminal shows it after what each arm holds. */
function sizingBlocks({ run, analysis }: CapacityReportInput, on: readonly Medium[]): readonly Block[] {
  const { titles, labels, rows } = analysis.sizing;
  if (rows.length === 0) return [];
  const kept = run.plan.objectives.map(({ text }) => text).join(" and ");
  const columns: readonly Column[] = titles.map((title, index) => ({
    title,
    brief: labels[index] ?? title,
    kind: "text",
  }));
  const row = ({ rate, cells }: (typeof rows)[number]): readonly Cell[] => [loadInWords(rate), ...cells.map(cellOf)];
  return [
    {
      kind: "table",
      on,
      caption: `At ${kept} you need`,
      columns: [{ title: "To hold", kind: "text" }, ...columns],
      rows: rows.map(row),
      instead: labels.map((label, column) => ({
        subject: `To hold with ${label}`,
        text: rows
          .flatMap(({ rate, cells }) => {
            const cell = cells[column];
            return cell === undefined ? [] : [`${loadInWords(rate)} ${cellInShort(cell)}`];
          })
          .join(", "),
      })),
    },
    { kind: "remark", text: sizingNote, on: written },
  ];
}

function cellOf(cell: SizingCell): Cell {
  const brief = cellInShort(cell);
  if (cell.kind === "refused") return { text: cell.reason, brief, is: "faint" };
  const text = cellInWords(cell);
  return cell.memoryBytes === null ? { text, brief } : { text, brief, beside: bytes(cell.memoryBytes) };
}

function armsSection({ run, analysis }: CapacityReportInput): Section {
  const { objectives } = run.plan;
  const labels = capacityLabels(analysis);
  const row = (arm: ArmCapacity): readonly Cell[] => [
    { text: labels.get(arm.armId) ?? arm.armId, brief: arm.armId, is: "name" },
    workersCell(arm),
    heldOf(arm),
    heldLatencyOf(arm, objectives),
    ...[missedOf, saturationOf, cpuOf, memoryOf, coresPerThousand, memoryPerThousand].map((read) => read(arm)),
  ];
  return {
    id: "arms",
    title: "What each arm holds",
    on: ["console", ...written],
    blocks: [
      {
        kind: "table",
        caption: "The highest rate each arm holds",
        columns: [
          { title: "Arm", kind: "text", shrinks: true },
          numberColumn("Workers"),
          { ...numberColumn("Holds, req/s"), brief: "Holds req/s" },
          { ...numberColumn(heldLatencyTitle(objectives)), on: written },
          numberColumn("Misses at"),
          { ...numberColumn("Closed loop"), expendable: 1 },
          { ...numberColumn("CPU/req"), expendable: 2 },
          { ...numberColumn("Memory"), expendable: 3 },
          { ...numberColumn("Cores per 1,000 req/s"), on: written },
          { ...numberColumn("Memory per 1,000 req/s"), on: written },
        ],
        rows: analysis.arms.map(row),
      },
      { kind: "remark", text: `${legend} ${analysis.claim}`, on: written },
      {
        kind: "points",
        points: analysis.arms.map((arm) => ({
          subject: labels.get(arm.armId) ?? arm.armId,
          text: [arm.sentence, queueInWords(arm)].filter((part) => part !== null).join(" "),
        })),
        on: written,
      },
    ],
  };
}

function workersCell(arm: ArmCapacity): Cell {
  const text = workersOf(arm);
  return arm.isBeyondCores ? { text, brief: `${text} (> cores)`, beside: "more than cores" } : text;
}

function scalingSection({ analysis }: CapacityReportInput): Section {
  const points = (on: readonly Medium[], nameOf: Parameters<typeof scalingInWords>[1]): Block => ({
    kind: "points",
    points: scalingInWords(analysis.scaling, nameOf).map(({ who, words }) => ({ subject: who, text: words })),
    on,
  });
  return {
    id: "scaling",
    title: "Where more workers stop paying off",
    on: ["console", ...written],
    blocks: [
      { kind: "charts", ids: ["workers"] },
      points(["console"], ({ label }) => label),
      points(written, ({ title }) => title),
    ],
  };
}
