import type { Drawing } from "../drawing.ts";
import { armLabels } from "../figures.ts";
import { methodSentences } from "../method.ts";
import { commands } from "../repeat.ts";
import type { ReportInput } from "../report.ts";
import { againSection, environmentSection, glossarySection, methodSection } from "./background.ts";
import { failuresSection, pairsSection, warningsSection } from "./evidence.ts";
import { contents, renderDocument } from "./document.ts";
import { html, nothing } from "./html.ts";
import { findingsSection } from "./findings.ts";
import { latencySection } from "./latency.ts";
import { figure, renderSection } from "./parts.ts";
import type { Section } from "./parts.ts";
import { rankingSection } from "./ranking.ts";
import { resourcesSection } from "./resources.ts";
import { sweepSection } from "./sweep.ts";
import { masthead, scope, verdict } from "./verdict.ts";

/** The page: the answer first, then the evidence for it, then how it was come by. */
export function renderPage(input: ReportInput, drawings: readonly Drawing[]): string {
  const sections = sectionsOf(input, drawings).filter(({ body }) => body.some((part) => part !== nothing));
  return renderDocument({
    title: input.run.plan.title,
    toolVersion: input.run.toolVersion,
    promise: "This page loads nothing and runs nothing.",
    skip: "Skip to the verdict",
    masthead: masthead(input.run.plan.title, input.run.createdAt),
    main: html`${verdict(input)} ${scope(input)} ${contents(sections)} ${sections.map(renderSection)}`,
  });
}

function sectionsOf(input: ReportInput, drawings: readonly Drawing[]): readonly Section[] {
  const charted = (id: string, title: string, charts: readonly string[]): Section => ({
    id,
    title,
    body: charts.map((chart) => figure(drawings, chart)),
  });
  const throughput = charted("throughput", "Throughput", ["throughput", "ratio"]);
  const latency = latencySection(input, drawings);
  return [
    ...(input.analysis.sweep === null
      ? [
          rankingSection(input),
          findingsSection(input.analysis),
          ...(input.analysis.deciding.unit === "µs" ? [latency, throughput] : [throughput, latency]),
          charted("time", "Over time", ["throughput-over-time", "latency-over-time", "memory-over-time"]),
          resourcesSection(input, drawings),
        ]
      : [sweepSection(input.analysis.sweep, drawings)]),
    charted("spread", "Spread over workers", ["spread"]),
    failuresSection(input),
    pairsSection(input),
    warningsSection(input.analysis.warnings, armLabels(input.analysis)),
    methodSection(methodSentences(input)),
    glossarySection(),
    environmentSection(input.run),
    againSection(commands(input.run)),
  ];
}
