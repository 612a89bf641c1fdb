import assert from "node:assert/strict";
import { it } from "node:test";
import { metrics } from "../../harness/analysis/metrics.ts";
import { metricAxis } from "../../reports/charts/axis.ts";
import { chartConfig } from "../../reports/charts/chart.ts";
import { throughputChart } from "../../reports/charts/throughput.ts";
import { toCanvas } from "../../reports/drawing.ts";
import { fixtureInput, thinInput } from "../support/analysis.ts";

it("labels of a horizontal axis leave out those that would run together", async () => {
  const x = { field: "rate", type: "quantitative", axis: { tickCount: 7 } } as const;
  const { body } = await toCanvas({
    width: 640,
    height: 100,
    data: { values: [{ rate: 0 }, { rate: 20_000 }] },
    mark: "point",
    encoding: { x },
    config: chartConfig,
  });
  const shown = [...body.matchAll(/<text(?![^>]*opacity="0")[^>]*>(?<label>[\d,]+)</g)].map(
    ({ groups }) => groups?.["label"],
  );
  assert.deepEqual(shown, ["0", "4,000", "8,000", "12,000", "16,000", "20,000"]);
});

it("a chart explains its bars as intervals where there are any", () => {
  assert.match(throughputChart.explanation(fixtureInput().analysis), /the bar its interval/);
  const thin = throughputChart.explanation(thinInput().analysis);
  assert.match(thin, /So few trials give no intervals/);
  assert.doesNotMatch(thin, /bar/);
});

/** What is written at an axis with such values of a metric, its title too. */
const labelsOf = async (id: string, values: readonly number[]) => {
  const metric = metrics.find(({ info }) => info.id === id);
  assert.ok(metric !== undefined);
  const scale = { zero: false, nice: true };
  const y = {
    field: "value",
    type: "quantitative",
    scale,
    axis: { ...metricAxis(metric.info), tickCount: 4 },
  } as const;
  const data = { values: values.map((value) => ({ value })) };
  const { body } = await toCanvas({
    width: 300,
    height: 150,
    data,
    mark: "point",
    encoding: { y },
    config: chartConfig,
  });
  return [...body.matchAll(/<text[^>]*>(?<label>[^<]+)</g)].map(({ groups }) => groups?.["label"] ?? "");
};

it("an axis with values of a metric has the units that a person would choose, and tells neighbours apart", async () => {
  assert.ok((await labelsOf("latency-p99", [2_000, 9_000])).includes("4 ms"));
  const memory = await labelsOf("memory-load", [52_376_371, 52_533_657]);
  assert.equal(new Set(memory).size, memory.length, memory.join());
});
