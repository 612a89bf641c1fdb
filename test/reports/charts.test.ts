import assert from "node:assert/strict";
import { it } from "node:test";
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
