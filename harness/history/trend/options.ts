import type { InferredOptionTypes } from "yargs";
import { options } from "../../cli/options/option.ts";
import { commonOptions } from "../../cli/options/shared.ts";
import { parseMetrics } from "../../cli/requirements.ts";

export const trendOptions = options({
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: "whose runs to look at",
    defaultDescription: "the one with most runs",
  },
  metric: {
    alias: "m",
    parse: parseMetrics,
    describe: "throughput, cpu, p99, memory …",
    defaultDescription: "throughput",
  },
  out: {
    alias: "o",
    type: "string",
    requiresArg: true,
    describe: "folder for trend.html, and the same as trend.md, trend.json and trend.svg",
    defaultDescription: "the folder itself",
  },
  json: { type: "boolean", describe: "print the trend as JSON, alone, on standard output" },
  ...commonOptions,
});

export type TrendArguments = InferredOptionTypes<typeof trendOptions>;
