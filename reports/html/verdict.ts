import type { Analysis, Seal, SealStatus } from "../../harness/model/index.ts";
import { plural } from "../../harness/units.ts";
import type { ReportInput } from "../report.ts";
import { blocksInWords, hasIntervals } from "../figures.ts";
import { nodesInWords } from "../environment.ts";
import { loadInWords } from "../method.ts";
import { printable } from "../text.ts";
import { html, nothing, trust } from "./html.ts";
import type { SafeHtml } from "./html.ts";

const meanings: Readonly<Record<SealStatus, (analysis: Analysis) => string>> = {
  VALID: (analysis) =>
    hasIntervals(analysis)
      ? "Every check passed. The figures can be believed within their intervals."
      : "Every check passed. So few trials give no intervals: take the figures as estimates.",
  SUSPECT: () => "The figures are shown, but read them with the doubts below in mind.",
  INVALID: () => "The figures cannot be believed, so nothing is ranked.",
};

/** Told apart by shape as well as by colour. */
const icons: Readonly<Record<SealStatus, SafeHtml>> = {
  VALID: trust('<path d="M15 25l6.5 6.5L34 18"/>'),
  SUSPECT: trust('<path d="M24 14v13"/><path d="M24 33.5v.5"/>'),
  INVALID: trust('<path d="M17 17l14 14M31 17L17 31"/>'),
};

export function masthead(title: string, createdAt: string): SafeHtml {
  const day = createdAt.slice(0, 16).replace("T", " ");
  return html`<header class="masthead">
    <p class="wordmark">Broadside</p>
    <p class="edition"><bdi>${printable(title)}</bdi> <span class="when">${day} UTC</span></p>
  </header>`;
}

/** The answer, in one sentence, and whether it may be believed. */
export function verdict({ run, analysis }: ReportInput): SafeHtml {
  const { headline, details } = analysis.verdict;
  return html`<section class="verdict" id="verdict">
    <div>
      <h1>${printable(headline)}</h1>
      ${details.map((detail) => html`<p>${printable(detail)}</p>`)} ${unfinished(run.finishedAt)}
    </div>
    ${sealAside(analysis.seal, meanings[analysis.seal.status](analysis))}
  </section>`;
}

/** Says so where not all has been measured. */
export function unfinished(finishedAt: string | null): SafeHtml {
  return finishedAt === null
    ? html`<p class="unfinished">This run has not finished: what follows is of the trials so far.</p>`
    : nothing;
}

/** Whether the result may be believed, and why not. */
export function sealAside({ status, reasons }: Seal, meaning: string): SafeHtml {
  const lines = reasons.map(
    (reason) => html`<li>${printable(reason.meaning)} <span class="action">${printable(reason.action)}</span></li>`,
  );
  return html`<aside class="seal ${status.toLowerCase()}" aria-label="Validity">
    <p class="status">
      <svg viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
        <circle class="ring" cx="24" cy="24" r="22" />
        <circle cx="24" cy="24" r="17.5" />
        ${icons[status]}
      </svg>
      <strong>${status}</strong>
    </p>
    <p>${meaning}</p>
    ${
      lines.length === 0
        ? nothing
        : html`<ul>
            ${lines}
          </ul>`
    }
  </aside>`;
}

/** What was measured, in one line of figures. */
export function scope({ run, analysis }: ReportInput): SafeHtml {
  const load = run.plan.arms[0]?.load;
  const items = [
    plural(analysis.arms.length, "arm"),
    `${analysis.measuredTrials} of ${plural(analysis.plannedTrials, "trial")} measured`,
    `${blocksInWords(analysis.completedBlocks, run.plan)} complete`,
    ...(load === undefined ? [] : [analysis.sweep === null ? loadInWords(load) : "a sweep over connections"]),
    `Node.js ${nodesInWords(run.environment, run.plan.arms)}`,
    plural(run.environment.availableParallelism, "core"),
  ];
  return html`<p class="lede">${printable(run.plan.description)}</p>
    <ul class="scope">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
}
