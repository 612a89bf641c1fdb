import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gateAnalysis } from "../../../../../harness/experiments/gate/analysis/index.ts";
import { statedRun } from "../../../../../harness/cli/stated.ts";
import {
  gateMarkdown,
  githubAnnotation,
  renderGate,
  renderGateRun,
  renderGateConsole,
} from "../../../../../harness/experiments/gate/report/index.ts";
import type { GateReportInput } from "../../../../../harness/experiments/gate/report/report.ts";
import { gateInput, requirement } from "../../../../support/gate.ts";
import { assertGolden } from "../../../../support/golden.ts";
import { hostileNames } from "../../../../support/hostile.ts";
import { withLoad } from "../../../../support/trials.ts";

const requirements = [
  requirement(),
  requirement({ text: "throughput>=2000", metricId: "throughput", comparison: ">=", value: 2_000, unit: "req/s" }),
];

const inputs: Readonly<Record<string, GateReportInput>> = {
  pass: gateInput(),
  regression: gateInput({ ratio: 0.9, gate: { requirements } }),
  inconclusive: gateInput({
    ratio: 0.97,
    noise: 0.1,
    gate: { findings: ["base also has the working folder's .env, which git ignores; --leave-out omits them"] },
  }),
  invalid: gateInput({
    trial: (trial) => withLoad(trial, { generatorCpuMicros: 0.95 * trial.load.windowSeconds * 1e6 }),
  }),
};

function fileOf(input: GateReportInput, path: string): string {
  const artifact = renderGate(input).find((one) => one.path === path);
  assert.ok(artifact !== undefined, path);
  return artifact.content;
}

for (const [name, input] of Object.entries(inputs)) {
  test(`${name}: every format is as it was accepted`, () => {
    assert.equal(input.result.outcome, name);
    assertGolden(`gate-${name}.txt`, renderGateConsole(input, { colour: false, width: 100 }));
    for (const { path, content } of renderGate(input)) assertGolden(path.replace(/^gate/, `gate-${name}`), content);
  });
}

test("the page of a gate begins with its outcome and what was judged, and ranks nothing", async () => {
  for (const input of Object.values(inputs)) {
    const { run, result } = input;
    const files = await renderGateRun(input, { run, analysis: gateAnalysis(statedRun(run), result) });
    const { content = "" } = files.find(({ path }) => path === "report.html") ?? {};
    assert.ok(content.includes(`<strong>${result.outcome.toUpperCase()}</strong>`));
    assert.equal(content.match(/<h2 id="[a-z]+-title">(.*?)<\/h2>/)?.[1], "Head against base");
    assert.doesNotMatch(content, /fastest|>Ranking</);
    assert.deepEqual(
      files.map(({ path }) => path).filter((path, index, all) => all.indexOf(path) !== index),
      [],
    );
  }
});

/** Well-formed as far as this writer goes: declarations aside, every element is closed in order, and no text is raw. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "")
    .replaceAll(
      /<(?<close>\/?)(?<tag>[a-z-]+)(?:\s+[a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*>|(?<text>[^<&]+)|&(?:amp|lt|gt|quot|#39);/g,
      (_whole, close: string | undefined, tag: string | undefined) => {
        if (tag === undefined) return "";
        if (close === "/") assert.equal(open.pop(), tag);
        else open.push(tag);
        return "";
      },
    );
  assert.equal(rest, "");
  assert.deepEqual(open, []);
  // oxlint-disable-next-line no-control-regex -- XML 1.0 forbids them
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
}

describe("hostile names", () => {
  for (const name of hostileNames) {
    test(JSON.stringify(name.slice(0, 40)), () => {
      const shape = gateInput({
        ratio: 0.9,
        gate: { base: { label: name, commit: null }, requirements: [requirement({ text: name })] },
      });
      const input = { ...shape, run: { ...shape.run, plan: { ...shape.run.plan, title: name, scenario: name } } };
      for (const { path, content } of renderGate(input)) {
        if (path.endsWith(".json")) JSON.parse(content);
        if (path.endsWith(".xml")) assertWellFormed(content);
        if (path.endsWith(".md")) assert.doesNotMatch(content, /<script|<img|<svg|(?<!\\)\]\(javascript/);
      }
      const shown = renderGateConsole(input, { colour: false, width: 80 });
      // oxlint-disable-next-line no-control-regex -- what a terminal obeys
      assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      assert.equal(githubAnnotation(input).trimEnd().split(/\r|\n/).length, 1);
    });
  }
});

function count(input: GateReportInput, element: string): number {
  return fileOf(input, "gate-junit.xml").split(`<${element} `).length - 1;
}

test("JUnit: a regression fails, an invalid measurement errs, and what is inconclusive is as the caller wants it", () => {
  const { pass, regression, inconclusive, invalid } = inputs;
  assert.ok(pass !== undefined && regression !== undefined && inconclusive !== undefined && invalid !== undefined);
  assert.deepEqual([count(pass, "failure"), count(pass, "error"), count(pass, "skipped")], [0, 0, 0]);
  assert.equal(count(regression, "failure"), 3);
  assert.equal(count(invalid, "error"), 2);
  assert.equal(count(inconclusive, "skipped"), 2);
  assert.equal(count({ ...inconclusive, inconclusive: "fail" }, "failure"), 2);
  assert.equal(count({ ...inconclusive, inconclusive: "pass" }, "skipped"), 0);
});

test("github-action-benchmark gets less-is-better and more-is-better apart, Bencher gets bounds", () => {
  const { pass } = inputs;
  assert.ok(pass !== undefined);
  const names = (path: string): unknown => JSON.parse(fileOf(pass, path)).map((one: { name: string }) => one.name);
  assert.deepEqual(names("gate-benchmark-smaller.json"), [
    "report of cpu-report, cluster-os with 2 workers, 64 connections: CPU per request",
  ]);
  assert.deepEqual(names("gate-benchmark-bigger.json"), [
    "report of cpu-report, cluster-os with 2 workers, 64 connections: Throughput",
  ]);
  const { throughput } = JSON.parse(fileOf(pass, "gate-bmf.json"))[pass.result.series];
  assert.ok(throughput.lower_value <= throughput.value && throughput.value <= throughput.upper_value);
});

test("an annotation is one workflow command, whatever is in it, and none when it passed", () => {
  const { pass, regression, inconclusive } = inputs;
  assert.ok(pass !== undefined && regression !== undefined && inconclusive !== undefined);
  assert.equal(githubAnnotation(pass), "");
  assert.match(
    githubAnnotation(regression),
    /^::error title=broadside gate%2C report of cpu-report%2C cluster-os .*%3A regression::Head is worse/,
  );
  assert.match(githubAnnotation(inconclusive), /^::warning /);
  assert.match(githubAnnotation({ ...inconclusive, inconclusive: "fail" }), /^::error /);
  assert.match(githubAnnotation({ ...inconclusive, inconclusive: "pass" }), /^::notice /);
  const nasty = { ...regression, result: { ...regression.result, headline: "50%\r\n::set-env name=x::y" } };
  assert.match(githubAnnotation(nasty), /::50%25%0D%0A::set-env name=x::y\n$/);
});

test("the Markdown begins with the outcome, and its tables are tables", () => {
  const { regression } = inputs;
  assert.ok(regression !== undefined);
  const markdown = gateMarkdown(regression);
  assert.match(markdown, /^## ✘ regression: /);
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
  assert.equal(rows.length, 8);
  assert.equal(new Set(rows.slice(0, 4).map((row) => row.split(/(?<!\\)\|/).length)).size, 1);
});
