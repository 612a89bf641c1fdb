import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { gateText } from "../../harness/experiments/gate/report/json.ts";
import { summaryJson, summaryText } from "../../reports/index.ts";
import { fixtureInput } from "../support/analysis.ts";
import { gateInput } from "../support/gate.ts";
import { hostileInput, hostileNames } from "../support/hostile.ts";

describe("JSON summary", () => {
  it("names its schema and version", () => {
    const { schema, version } = summaryJson(fixtureInput());
    assert.deepEqual({ schema, version }, { schema: "broadside/summary", version: 1 });
  });

  it("has each arm's metrics by id, with interval and unit", () => {
    const [first] = summaryJson(fixtureInput()).arms;
    assert.equal(first?.metrics["throughput"]?.unit, "req/s");
    assert.equal(first?.metrics["throughput"]?.value, 3_127);
    assert.equal(first?.ratioToBaseline?.n, 8);
  });

  it("has each field, and a gate's each of its own, explained in docs/summary-json.md", () => {
    const page = readFileSync(new URL("../../docs/summary-json.md", import.meta.url), "utf8");
    const [summaryPage = "", armPage = "", gatePage = ""] = page.split(/^#+ (?:An arm|gate\.json)$/m);
    const summary = summaryJson(fixtureInput());
    for (const [object, text] of [
      [summary, summaryPage],
      [summary.arms[0] ?? {}, armPage],
      [JSON.parse(gateText(gateInput())), gatePage],
    ] as const) {
      const fields = Object.keys(object);
      assert.ok(fields.length > 10);
      assert.deepEqual(
        fields.filter((field) => !text.includes(`\`${field}\``)),
        [],
      );
    }
  });

  it("reads back as it was, however hostile the names", () => {
    for (const name of hostileNames.filter((candidate) => candidate.isWellFormed())) {
      const summary = summaryJson(hostileInput(name));
      assert.deepEqual(JSON.parse(summaryText(hostileInput(name))), summary);
    }
  });

  it("is safe to print to a terminal", () => {
    for (const name of hostileNames) {
      // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
      assert.doesNotMatch(summaryText(hostileInput(name)), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});
