import { plural } from "../../harness/units.ts";
import { none } from "../figures.ts";
import { escapeMarkdown as text, fenced, sealLine, table } from "../markdown.ts";
import { environmentFacts } from "../environment.ts";
import type { MapReporter, MapReportInput } from "./report.ts";
import { mapCommands, mapMethod, marginOf, placeAt, titleOf, winnerOf, workloadInWords } from "./words.ts";

function render(input: MapReportInput): string {
  const { measured, analysis } = input;
  const { map } = measured;
  const { headline, details, seal, workloads, connections } = analysis;
  const cell = (workloadId: string, count: number): string => {
    const place = placeAt(analysis, workloadId, count);
    if (place === undefined) return none;
    const margin = marginOf(place.margin);
    return text(winnerOf(place, (id) => titleOf(analysis, id))) + (margin === null ? "" : ` ${text(margin)}`);
  };
  const parts = [
    `# Map: ${text(map.title)}`,
    `**${text(headline)}**`,
    details.map(text).join("\n"),
    sealLine(seal),
    table(
      ["Work", ...connections.map((count) => plural(count, "connection"))],
      [],
      workloads.map((workload) => [
        text(workloadInWords(workload)),
        ...connections.map((count) => cell(workload.id, count)),
      ]),
    ),
    workloads.map(({ title, sentence }) => `- ${text(title)}: ${text(sentence)}`).join("\n"),
    analysis.notApplicable.map(({ strategy, reason }) => `- Left out: ${text(strategy)}: ${text(reason)}`).join("\n"),
    "## Method",
    mapMethod(input)
      .map(({ subject, text: sentence }) => `- **${subject}.** ${text(sentence)}`)
      .join("\n"),
    "## Environment",
    environmentFacts(
      map,
      measured.runs.flatMap(({ plan }) => plan.arms),
      measured.runs.flatMap(({ trials }) => trials),
    )
      .map(([fact, value]) => `- ${fact}: ${text(value)}`)
      .join("\n"),
    "## Again",
    fenced(Object.values(mapCommands(map)).join("\n")),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

export const mapMarkdownReporter: MapReporter = {
  name: "markdown",
  describe: "map.md: the winners as a table, for a pull request or a wiki",
  render: async (input) => [{ path: "map.md", content: render(input) }],
};
