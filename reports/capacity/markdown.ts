import { plural } from "../../harness/units.ts";
import { workersOf } from "../figures.ts";
import { escapeMarkdown as text, fenced, sealLine, table, warningItem } from "../markdown.ts";
import { capacityCommands, capacityMethod } from "./method.ts";
import { environmentFacts } from "../environment.ts";
import type { CapacityReporter, CapacityReportInput } from "./report.ts";
import {
  capacityLabels,
  cellWithMemory,
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

function render({ run, analysis }: CapacityReportInput): string {
  const { seal, headline, details, arms, scaling, sizing, warnings, probes } = analysis;
  const labels = capacityLabels(analysis);
  const parts = [
    `# Capacity: ${text(run.plan.title)}`,
    text(run.plan.started ?? ""),
    `**${text(headline)}**`,
    details.map(text).join("\n"),
    sealLine(seal.status, seal.reasons),
    sizing.rows.length === 0
      ? ""
      : table(
          ["To hold", ...sizing.titles.map(text)],
          [],
          sizing.rows.map(({ rate, cells }) => [loadInWords(rate), ...cells.map((cell) => text(cellWithMemory(cell)))]),
        ),
    sizing.rows.length === 0 ? "" : sizingNote,
    "## What each arm holds",
    table(
      [
        "Arm",
        "Workers",
        "Holds, req/s",
        heldLatencyTitle(run.plan.objectives),
        "Misses at",
        "Closed loop",
        "CPU/req",
        "Memory",
        "Cores per 1,000 req/s",
        "Memory per 1,000 req/s",
      ],
      [1, 3, 5, 6, 7, 8, 9],
      arms.map((arm) => [
        text(labels.get(arm.armId) ?? arm.armId),
        `${workersOf(arm)}${arm.isBeyondCores ? " (more than cores)" : ""}`,
        heldOf(arm),
        heldLatencyOf(arm, run.plan.objectives),
        missedOf(arm),
        saturationOf(arm),
        cpuOf(arm),
        memoryOf(arm),
        coresPerThousand(arm),
        memoryPerThousand(arm),
      ]),
    ),
    `${legend} ${text(analysis.claim)}`,
    arms
      .map(
        (arm) =>
          `- ${text(labels.get(arm.armId) ?? arm.armId)}: ${text([arm.sentence, queueInWords(arm)].filter((part) => part !== null).join(" "))}`,
      )
      .join("\n"),
    scaling.length === 0 ? "" : "## More workers",
    scalingInWords(scaling, ({ title }) => title)
      .map(({ who, words }) => `- ${text(who)}: ${text(words)}`)
      .join("\n"),
    warnings.length === 0 ? "" : "## Warnings",
    warnings.map(warningItem).join("\n"),
    "## Method",
    capacityMethod(run)
      .map(({ subject, text: sentence }) => `- **${subject}.** ${text(sentence)}`)
      .join("\n"),
    `${plural(probes.counted, "trial")} counted, ${probes.leftOut} left out, ${probes.failed} failed.`,
    "## Environment",
    environmentFacts(run, run.plan.arms, trialsOf(run))
      .map(([name, value]) => `- ${name}: ${text(value)}`)
      .join("\n"),
    "## Again",
    fenced(Object.values(capacityCommands(run)).join("\n")),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

export const capacityMarkdownReporter: CapacityReporter = {
  name: "markdown",
  describe: "capacity.md: the answer, the table of loads and every arm, for a pull request or a wiki",
  render: async (input) => [{ path: "capacity.md", content: render(input) }],
};
