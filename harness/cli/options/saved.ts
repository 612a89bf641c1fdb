import type { InferredOptionTypes, Options } from "yargs";
import { parseMetrics } from "../requirements.ts";
import { gateOptions } from "./gate.ts";
import { options } from "./option.ts";
import { commonOptions, configOption } from "./shared.ts";

export const listOptions = {
  ...configOption,
  json: { type: "boolean", describe: "print JSON" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const reportOptions = {
  json: { type: "boolean", describe: "print the summary as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

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

export const baselineSaveOptions = {
  to: { type: "string", requiresArg: true, describe: "file to write", defaultDescription: "baseline.json" },
  force: { type: "boolean", describe: "accept a suspect run too" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const baselineShowOptions = {
  json: { type: "boolean", describe: "print JSON" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const baselineCheckOptions = {
  tolerance: gateOptions.tolerance,
  "min-effect": gateOptions["min-effect"],
  inconclusive: gateOptions.inconclusive,
  absolute: {
    ...gateOptions.absolute,
    describe: "compare throughput and CPU per request too; same machine only",
  },
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type ListArguments = InferredOptionTypes<typeof listOptions>;

export type ReportArguments = InferredOptionTypes<typeof reportOptions>;

export type BaselineSaveArguments = InferredOptionTypes<typeof baselineSaveOptions>;

export type BaselineShowArguments = InferredOptionTypes<typeof baselineShowOptions>;

export type BaselineCheckArguments = InferredOptionTypes<typeof baselineCheckOptions>;

export type TrendArguments = InferredOptionTypes<typeof trendOptions>;
