import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { escapeMarkdown } from "../../reports/markdown.ts";
import { markdownReporter } from "../../reports/run/reporters.ts";
import { fixtureInput, thinInput } from "../support/analysis.ts";
import { hostileInput, hostileNames } from "../support/hostile.ts";

async function render(name: string): Promise<string> {
  const [artifact] = await markdownReporter.render(hostileInput(name));
  return artifact?.content ?? "";
}

/** What is left when code blocks are taken away, in which nothing needs escaping. */
function outsideCode(markdown: string): string {
  return markdown.replace(/^(`{3,})sh\n[^]*?\n\1$/m, "");
}

describe("Markdown report", () => {
  it("escapes what would begin a list or a heading, with backslashes only where Markdown takes them", () => {
    assert.deepEqual(["1. one", "1.97× [1, 2]", "# x", "- x", "a_b"].map(escapeMarkdown), [
      String.raw`1\. one`,
      String.raw`1.97× \[1, 2\]`,
      String.raw`\# x`,
      String.raw`\- x`,
      String.raw`a\_b`,
    ]);
  });

  it("keeps every table row whole", async () => {
    for (const name of hostileNames) {
      const tables = (await render(name)).split("\n\n").filter((part) => part.startsWith("| "));
      assert.equal(tables.length, 5, JSON.stringify(name));
      for (const table of tables) {
        const cells = table.split("\n").map((row) => row.replace(/\\[^]/g, "").split("|").length - 2);
        assert.equal(new Set(cells).size, 1, `${JSON.stringify(name)}: ${cells.join(", ")}`);
      }
    }
  });

  it("has no HTML, link, image or code of a hostile name", async () => {
    for (const name of hostileNames) {
      const text = outsideCode(await render(name)).replace(/\\[^]/g, "");
      assert.doesNotMatch(text, /[<>`[\]]|https?:/, JSON.stringify(name));
    }
  });

  it("speaks of intervals only where there are some", async () => {
    const [thick] = await markdownReporter.render(fixtureInput());
    const [thin] = await markdownReporter.render(thinInput());
    assert.match(thick?.content ?? "", /Figures in brackets are intervals\./);
    assert.match(thin?.content ?? "", /complete\. So few trials give no intervals\./);
    assert.doesNotMatch(thin?.content ?? "", /Figures in brackets/);
  });

  it("says what was started, where that was read from package.json", async () => {
    const { run, analysis } = fixtureInput();
    const started = 'Started as npm start does: "API_TOKEN=abc1 node web.js"; its prestart, "tsc", is not run.';
    const [artifact] = await markdownReporter.render({ run: { ...run, plan: { ...run.plan, started } }, analysis });
    assert.match(artifact?.content ?? "", /^Started as npm start .*web\.js.*prestart, "tsc", is not run\.$/m);
    assert.doesNotMatch(artifact?.content ?? "", /abc1/);
  });

  it("calls the baseline so when it failed, and no other arm", async () => {
    const { run, analysis } = fixtureInput();
    const arms = analysis.arms.map((arm) => ({
      ...arm,
      ratioToBaseline: null,
      measuredTrials: arm.armId === analysis.baselineArmId ? 0 : 1,
    }));
    const [artifact] = await markdownReporter.render({ run, analysis: { ...analysis, arms } });
    const rows = artifact?.content.split("\n").filter((line) => line.includes("| baseline |")) ?? [];
    assert.equal(rows.length, 1);
    assert.match(rows[0] ?? "", /Single process/);
  });

  it("prints a percentile that is a lower bound as one", async () => {
    const { run, analysis } = fixtureInput();
    const [first, ...others] = analysis.arms;
    assert.ok(first?.latency);
    const latency: typeof first.latency = { ...first.latency, lowerBounds: ["p99", "p999", "max"] };
    const [artifact] = await markdownReporter.render({
      run,
      analysis: { ...analysis, arms: [{ ...first, latency }, ...others] },
    });
    assert.match(artifact?.content ?? "", /\| 19\.4 ms \| ≥ 60\.1 ms \|/);
  });
});
