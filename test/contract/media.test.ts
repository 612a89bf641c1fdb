import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { baselineOf, checkAgainstBaseline } from "../../harness/history/baseline/analysis.ts";
import { trendOf } from "../../harness/history/trend/analysis.ts";
import { statedRun } from "../../harness/cli/stated.ts";
import type { Run } from "../../harness/model/index.ts";
import { checkDocument } from "../../harness/history/baseline/report/document.ts";
import { capacityDocument } from "../../harness/experiments/capacity/report/document.ts";
import { renderConsoleDocument } from "../../reports/console-document.ts";
import type { Document } from "../../reports/document.ts";
import { gateDocument } from "../../harness/experiments/gate/report/document.ts";
import { renderHtmlDocument } from "../../reports/html/from-document.ts";
import { mapDocument } from "../../harness/experiments/map/report/document.ts";
import { renderMarkdownDocument } from "../../reports/markdown-document.ts";
import { runDocument } from "../../reports/run/document.ts";
import { displayWidth } from "../../reports/text.ts";
import { trendDocument } from "../../harness/history/trend/report/document.ts";
import { hostileCapacityInput } from "../support/capacity-input.ts";
import { gateInput, requirement } from "../support/gate.ts";
import { hostileInGrid, hostileInput } from "../support/hostile.ts";
import { hostileMapInput, mapInput } from "../support/map-input.ts";
import { makeRun } from "../support/trials.ts";

/** A run whose title and scenario are a name that somebody gave. */
function called(name: string, run = makeRun({ arms: ["single", "cluster-os"], blocks: 10 })): Run {
  return { ...run, plan: { ...run.plan, title: name, description: name, scenario: name } };
}

function checkOf(name: string): Document {
  const run = called(name);
  const baseline = { ...baselineOf(run), title: name };
  const seal = { status: "VALID", reasons: [] } as const;
  const result = checkAgainstBaseline(run, baseline, seal, { tolerance: 0.05, minimalEffect: 0.03, absolute: false });
  return checkDocument({ run, baseline, result, series: name, inconclusive: "report" });
}

function gateOf(name: string): Document {
  const input = gateInput({
    ratio: 0.9,
    gate: { base: { label: name, commit: null }, requirements: [requirement({ text: name })], findings: [name] },
  });
  return gateDocument({ ...input, run: called(name, input.run) });
}

function trendFor(name: string): Document {
  const runs = Array.from({ length: 14 }, (_, index) => ({
    folder: `${name}/${index}`,
    run: statedRun({ ...called(name), createdAt: new Date(Date.UTC(2026, 2, 1 + index)).toISOString() }),
  }));
  const trend = trendOf(runs, "throughput");
  assert.ok(trend !== null);
  return trendDocument({ ...trend, leftOut: [{ folder: name, reason: name }] });
}

/** Every kind of report that is a document, with that name wherever somebody may give one. */
const documents: Readonly<Record<string, (name: string) => Document>> = {
  "a run": (name) => runDocument(hostileInput(name)),
  "a map": (name) => mapDocument(hostileMapInput(name)),
  "a capacity search": (name) => capacityDocument(hostileCapacityInput(name)),
  "a gate": gateOf,
  "a check": checkOf,
  "a trend": trendFor,
};

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** With what a medium must not show as it came; what stands in a block of code is shown and no more. */
const media: Readonly<
  Record<string, { readonly render: (document: Document) => string; readonly never: RegExp | null }>
> = {
  console: { render: (document) => renderConsoleDocument(document, { colour: false, width: 80 }), never: null },
  Markdown: {
    render: (document) => renderMarkdownDocument(document).replaceAll(/^(`{3,})sh\n.*?\n\1$/gms, ""),
    never: /<[a-z]|(?<!\\)\]\(javascript/i,
  },
  HTML: { render: (document) => renderHtmlDocument(document, []), never: /<script|<img|<svg onload/ },
};

for (const [kind, documentOf] of Object.entries(documents)) {
  describe(kind, () => {
    const hostile = hostileInGrid.map((name) => ({ name, document: documentOf(name) }));

    for (const [medium, { render, never }] of Object.entries(media)) {
      test(`is harmless on ${medium}, whatever is called how`, () => {
        for (const { name, document } of hostile) {
          const shown = render(document);
          assert.doesNotMatch(shown, controls, JSON.stringify(name));
          if (never !== null) assert.doesNotMatch(shown, never, JSON.stringify(name));
        }
      });

      test(`says what it came to on ${medium}, in figures that are some`, () => {
        const document = documentOf("orders");
        const shown = render(document);
        assert.doesNotMatch(shown, /NaN|undefined|Infinity|\[object/);
        const [start = ""] = document.headline.split(/[<>=[(]/, 1);
        assert.ok(shown.replaceAll(/\s+/g, " ").includes(start.trim()), document.headline);
      });
    }

    test("has lines on a terminal that are no longer than it is wide, but for rows of tables", () => {
      const lines = renderConsoleDocument(documentOf("orders"), { colour: false, width: 60 }).split("\n");
      assert.deepEqual(
        lines.filter((line) => displayWidth(line) > 60 && !/\S {2,}\S/.test(line)),
        [],
      );
    });
  });
}

test("a map with nothing measured says so on each medium", () => {
  const document = mapDocument(mapInput({ connections: [4], workloads: { a: ["not-measured"] } }));
  for (const { render } of Object.values(media))
    assert.doesNotMatch(render(document), /NaN|undefined|Infinity|\[object/);
});
