import type { Drawing } from "../drawing.ts";
import type { ReportInput } from "../report.ts";
import { printable } from "../text.ts";
import { againSection, environmentSection, glossarySection, methodSection } from "./background.ts";
import { failuresSection, pairsSection, warningsSection } from "./evidence.ts";
import { html, nothing, toMarkup, trust } from "./html.ts";
import type { SafeHtml } from "./html.ts";
import { latencySection } from "./latency.ts";
import { figure, renderSection } from "./parts.ts";
import type { Section } from "./parts.ts";
import { rankingSection } from "./ranking.ts";
import { resourcesSection } from "./resources.ts";
import { styleSheet } from "./style.ts";
import { masthead, scope, verdict } from "./verdict.ts";

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The page: the answer first, then the evidence for it, then how it was come by. */
export function renderPage(input: ReportInput, drawings: readonly Drawing[]): string {
  const sections = sectionsOf(input, drawings).filter(({ body }) => body.some((part) => part !== nothing));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${printable(input.run.plan.title, 80)} – Broadside</title>
        <link rel="icon" href="data:," />
        <style>
          ${trust(styleSheet())}
        </style>
      </head>
      <body>
        <a class="skip" href="#verdict">Skip to the verdict</a>
        ${masthead(input)}
        <main>${verdict(input)} ${scope(input)} ${contents(sections)} ${sections.map(renderSection)}</main>
        <footer>
          Written by Broadside ${printable(input.run.toolVersion, 40)}. This page loads nothing and runs nothing.
        </footer>
      </body>
    </html> `;
  return toMarkup(page);
}

function sectionsOf(input: ReportInput, drawings: readonly Drawing[]): readonly Section[] {
  const charted = (id: string, title: string, charts: readonly string[]): Section => ({
    id,
    title,
    body: charts.map((chart) => figure(drawings, chart)),
  });
  return [
    rankingSection(input),
    charted("throughput", "Throughput", ["throughput", "ratio"]),
    latencySection(input, drawings),
    charted("time", "Over time", ["throughput-over-time", "latency-over-time"]),
    resourcesSection(input, drawings),
    charted("spread", "Spread over workers", ["spread"]),
    failuresSection(input),
    pairsSection(input),
    warningsSection(input),
    methodSection(input),
    glossarySection(),
    environmentSection(input),
    againSection(input),
  ];
}

function contents(sections: readonly Section[]): SafeHtml {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-label="On this page">
    <ul>
      ${links}
    </ul>
  </nav>`;
}
