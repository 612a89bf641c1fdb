import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { armLabels, percentileValue, ratioToBaseline, withInterval } from "../../reports/figures.ts";
import { fixtureInput } from "../support/analysis.ts";
import { hostileInput, hostileNames } from "../support/hostile.ts";

describe("arm labels", () => {
  it("are the titles where those differ", () => {
    const labels = armLabels(fixtureInput().analysis);
    assert.equal(labels.get("single"), "Single process");
  });

  it("add the worker count where arms share a title", () => {
    const { analysis } = fixtureInput();
    const arms = analysis.arms.map((arm, index) => ({ ...arm, title: "Cluster", workers: index + 1 }));
    assert.deepEqual(
      [...armLabels({ ...analysis, arms }).values()],
      ["Cluster ×1", "Cluster ×2", "Cluster ×3", "Cluster ×4"],
    );
  });

  it("differ from each other, whatever the names", () => {
    for (const name of hostileNames) {
      const { analysis } = hostileInput(name);
      const labels = [...armLabels(analysis).values()];
      assert.equal(new Set(labels).size, analysis.arms.length, JSON.stringify(name));
    }
  });
});

it("a percentile among requests that never ended is printed as a lower bound", () => {
  const proxy = fixtureInput().analysis.arms.find((arm) => arm.armId === "reverse-proxy×4");
  assert.ok(proxy);
  assert.equal(percentileValue(proxy.latency, "p99"), "80.3 ms");
  assert.equal(percentileValue(proxy.latency, "max"), "≥ 10.0 s");
  assert.equal(percentileValue(null, "p99"), "–");
});

it("the baseline is the plan's, even if it failed, and an arm without a ratio to it is not taken for it", () => {
  const { analysis } = fixtureInput();
  for (const arm of analysis.arms) {
    const unmeasured = { ...arm, measuredTrials: arm.armId === "single" ? 0 : 8, ratioToBaseline: null };
    assert.equal(ratioToBaseline(unmeasured, analysis), arm.armId === "single" ? "baseline" : "–");
  }
});

it("an estimate without an interval is printed without one", () => {
  assert.equal(withInterval({ value: 160, low: 155, high: 165, confidence: 0.98, n: 8 }, "req/s"), "160 [155, 165]");
  assert.equal(withInterval({ value: 160, low: null, high: null, confidence: null, n: 2 }, "req/s"), "160");
});
