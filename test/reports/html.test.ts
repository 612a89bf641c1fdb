import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { html, toMarkup, trust } from "../../reports/html/html.ts";
import type { ReportInput } from "../../reports/report.ts";
import { runPage } from "../../reports/run/reporters.ts";
import { aWarning } from "../support/a-warning.ts";
import { fixtureInput, thinInput } from "../support/analysis.ts";

function valid({ run, analysis }: ReportInput): ReportInput {
  return { run, analysis: { ...analysis, seal: { status: "VALID", reasons: [] } } };
}

it("the page promises intervals only where there are some", () => {
  const thick = runPage(valid(fixtureInput()), []);
  assert.match(thick, /Every check passed\. The figures can be trusted within their intervals\./);
  assert.match(thick, /Figures in brackets are intervals/);
  const thin = runPage(valid(thinInput()), []);
  assert.match(thin, /Every check passed\. So few trials give no intervals: take the figures as estimates\./);
  assert.doesNotMatch(thin, /within their intervals|Figures in brackets/);
});

it("the seal names the arm that a doubt is about, and none where it is about the whole run", () => {
  const { run, analysis } = fixtureInput();
  const doubt = aWarning({ meaning: "2% failed." });
  const reasons = [{ ...doubt, armId: "single" }, { ...doubt, armId: "cluster-os×4" }, doubt];
  const page = runPage({ run, analysis: { ...analysis, seal: { status: "SUSPECT", reasons } } }, []);
  const [, seal = ""] = /<aside class="seal[^>]*>(.*?)<\/aside>/s.exec(page) ?? [];
  const doubts = [...seal.matchAll(/<li>(.*?)<span/gs)].map(([, words = ""]) => words.replace(/\s+/g, " ").trim());
  assert.deepEqual(doubts, [
    "<b><bdi>Single process</bdi>:</b> 2% failed. Likewise <bdi>Cluster, operating system</bdi>.",
    "2% failed.",
  ]);
});

describe("html template", () => {
  it("escapes what is put into it", () => {
    const hostile = `<b title="x" id='y'>&</b>`;
    assert.equal(
      toMarkup(html`<p>${hostile}</p>`),
      "<p>&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;</p>",
    );
  });

  it("nests without escaping twice", () => {
    const items = ["<", ">"].map((text) => html`<li>${text}</li>`);
    assert.equal(toMarkup(html`${items}`), "<li>&lt;</li><li>&gt;</li>");
  });

  it("passes on only what this program declares to be HTML", () => {
    assert.equal(toMarkup(html`${trust("<hr>")}${null}${1.5}`), "<hr>1.5");
  });
});
