import { draw, type Drawing } from "../drawing.ts";
import { renderHtmlDocument } from "../html/from-document.ts";
import { rankingSection } from "../html/ranking.ts";
import { renderMarkdownDocument } from "../markdown-document.ts";
import type { Reporter, ReportInput } from "../report.ts";
import { runDocument } from "./document.ts";

export const htmlReporter: Reporter = {
  name: "html",
  describe: "report.html: the whole result on one page, with charts, offline and without scripts",
  render: async (input, shared) => {
    const drawings = await (shared === undefined ? draw(input.analysis) : shared.drawings());
    return [{ path: "report.html", content: runPage(input, drawings) }];
  },
};

/** The page: the answer first, then the evidence for it, then how it was come by. */
export function runPage(input: ReportInput, drawings: readonly Drawing[]): string {
  const sections = input.analysis.sweep === null ? [rankingSection(input)] : [];
  return renderHtmlDocument(runDocument(input), drawings, { sections });
}

export const markdownReporter: Reporter = {
  name: "markdown",
  describe: "report.md: verdict, table and warnings, for a pull request or a chat",
  render: async (input) => [{ path: "report.md", content: renderMarkdownDocument(runDocument(input)) }],
};
