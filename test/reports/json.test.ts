import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryJson, summaryText } from "../../reports/index.ts";
import { fixtureInput } from "../support/analysis.ts";
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
