import type { Run, TrialResult } from "../../harness/model/index.ts";
import { environmentFacts, fairFacts } from "../environment.ts";
import { glossary } from "../glossary.ts";
import type { methodSentences } from "../method.ts";
import type { commands } from "../repeat.ts";
import { html } from "./html.ts";
import { facts } from "./parts.ts";
import type { Section } from "./parts.ts";

/** How it was measured, and what the words mean. */
export function methodSection(method: ReturnType<typeof methodSentences>): Section {
  const sentences = method.map(
    ({ subject, text }) =>
      html`<div>
        <h3>${subject}</h3>
        <p>${text}</p>
      </div>`,
  );
  return { id: "method", title: "How this was measured", body: [html`<div class="columns">${sentences}</div>`] };
}

export function glossarySection(): Section {
  const words = glossary.map(
    ({ word, meaning }) =>
      html`<div>
        <dt>${word}</dt>
        <dd>${meaning}</dd>
      </div>`,
  );
  return { id: "glossary", title: "What the words mean", body: [html`<dl class="glossary">${words}</dl>`] };
}

export function environmentSection(
  run: Pick<Run, "environment" | "toolVersion"> & { readonly plan: Pick<Run["plan"], "arms" | "fair"> },
  trials: readonly TrialResult[],
): Section {
  const body = html`<div class="columns">
    <div>
      <h3>Machine and software</h3>
      ${facts(environmentFacts(run, run.plan.arms, trials))}
    </div>
    <div>
      <h3>The same for every arm</h3>
      ${facts(fairFacts(run))}
    </div>
  </div>`;
  return { id: "environment", title: "Environment", body: [body] };
}

export function againSection({ repeat, render }: ReturnType<typeof commands>): Section {
  const body = html`<p>Measure again, in the same order:</p>
    <pre tabindex="0"><code>${repeat}</code></pre>
    <p>Write this report again from the saved run; FOLDER is the one that it was saved in, and nothing is measured:</p>
    <pre tabindex="0"><code>${render}</code></pre>`;
  return { id: "again", title: "Do it again", body: [body] };
}
