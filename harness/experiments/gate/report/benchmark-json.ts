import type { GatedMetric } from "../../../model/index.ts";
import { jsonText } from "../../../../reports/json-text.ts";
import type { GateReporter } from "./report.ts";

type Entry = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range: string;
  readonly extra: string;
};

/**
 * The custom formats of github-action-benchmark: head's medians, one file for metrics of which less is better
 * (`customSmallerIsBetter`) and one for the others (`customBiggerIsBetter`).
 */
export const benchmarkJsonReporter: GateReporter = {
  name: "gate-benchmark-smaller.json, gate-benchmark-bigger.json",
  describe: "head's figures for github-action-benchmark",
  render: ({ gate, result }) => {
    const entries = (better: "lower" | "higher"): string => {
      const own = result.metrics.filter(({ metric }) => metric.better === better);
      return jsonText(own.map((one) => entryOf(one, result.series, gate.base.label)));
    };
    return [
      { path: "gate-benchmark-smaller.json", content: entries("lower") },
      { path: "gate-benchmark-bigger.json", content: entries("higher") },
    ];
  },
};

function entryOf({ metric, head, ratio, outcome }: GatedMetric, series: string, base: string): Entry {
  const half = head.low === null || head.high === null ? null : (head.high - head.low) / 2;
  return {
    name: `${series}: ${metric.title}`,
    unit: metric.unit,
    value: head.value,
    range: half === null ? "" : `± ${half}`,
    extra: `${ratio.value} times base (${base}): ${outcome}`,
  };
}
