import type { GateResult, JudgedRequirement } from "../../harness/model/index.ts";
import { plural } from "../../harness/units.ts";
import { escapeMarkdown, table } from "../markdown.ts";
import { atMostOf, changeOf, foundIn, sideOf } from "./figures.ts";
import { outcomeMarks, verdictOf, type GateReporter, type GateReportInput } from "./report.ts";

/** A summary for a pull request. */
export const gateMarkdownReporter: GateReporter = {
  name: "gate.md",
  describe: "a summary for a pull request",
  render: (input) => [{ path: "gate.md", content: gateMarkdown(input) }],
};

export function gateMarkdown({ run, gate, result }: GateReportInput): string {
  const { plan, environment } = run;
  const { outcome, series, headline, details, metrics, requirements, pairs } = result;
  const rows = metrics.map((one) => [
    escapeMarkdown(one.metric.title),
    sideOf(one, "base"),
    sideOf(one, "head"),
    changeOf(one),
    atMostOf(one),
    verdictOf(one.outcome, result),
  ]);
  const arm = plan.arms.find(({ id }) => id === gate.headArmId);
  return [
    `## ${outcomeMarks[outcome]} ${outcome}: ${escapeMarkdown(plan.title)}`,
    `**${escapeMarkdown(series)}**`,
    escapeMarkdown(headline),
    rows.length === 0
      ? ""
      : table(["Metric", "Base", "Head", "Head against base", "Worse by at most", "Verdict"], [], rows),
    requirements.length === 0
      ? ""
      : table(
          ["Requirement", "Found", "Verdict"],
          [],
          requirements.map((one) => requirementRow(one, result)),
        ),
    [...details, ...(gate.findings ?? [])].map((sentence) => `- ${escapeMarkdown(sentence)}`).join("\n"),
    `${plural(pairs, "interleaved pair")} of base (${escapeMarkdown(gate.base.label)}) and head (${escapeMarkdown(gate.head.label)}), fresh processes each, ${plan.warmupSeconds} s warm-up and ${plan.measuredSeconds} s measured, ${escapeMarkdown(arm?.strategy ?? "")} with ${plural(arm?.workers ?? 0, "worker")}, on ${escapeMarkdown(environment.cpuModel)} (${plural(environment.availableParallelism, "core")}), Node.js ${escapeMarkdown(environment.nodeVersion)}.`,
    "Figures are medians over trials; changes are Hodges–Lehmann ratios within pairs with 95% intervals; verdicts rest on exact signed-rank tests.",
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function requirementRow({ requirement, found, outcome }: JudgedRequirement, result: GateResult): readonly string[] {
  return [
    escapeMarkdown(requirement.text),
    escapeMarkdown(foundIn(found, requirement.unit)),
    verdictOf(outcome, result),
  ];
}
