import type { GatedMetric } from "../../../model/index.ts";
import { jsonText } from "../../../../reports/json-text.ts";
import type { GateReporter } from "./report.ts";

type Measure = { readonly value: number; readonly lower_value?: number; readonly upper_value?: number };

/** Bencher's built-in measures are in nanoseconds and operations per second; others go by the metric's id. */
const builtIn: Readonly<Record<string, { readonly slug: string; readonly factor: number }>> = {
  throughput: { slug: "throughput", factor: 1 },
  "latency-p50": { slug: "latency", factor: 1_000 },
};

/** Bencher Metric Format: head's medians with their intervals. */
export const bmfReporter: GateReporter = {
  name: "gate-bmf.json",
  describe: "head's figures in the Bencher Metric Format",
  render: ({ result }) => {
    const measures = Object.fromEntries(result.metrics.map(measureOf));
    return [{ path: "gate-bmf.json", content: jsonText({ [result.series]: measures }) }];
  },
};

function measureOf({ metric, head }: GatedMetric): readonly [string, Measure] {
  const { slug, factor } = builtIn[metric.id] ?? { slug: metric.id, factor: 1 };
  const bounds =
    head.low === null || head.high === null ? {} : { lower_value: head.low * factor, upper_value: head.high * factor };
  return [slug, { value: head.value * factor, ...bounds }];
}
