import type { InferredOptionTypes, Options } from "yargs";
import { judgingOptions } from "../../cli/options/judging.ts";
import { commonOptions } from "../../cli/options/shared.ts";

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
  ...judgingOptions,
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type BaselineSaveArguments = InferredOptionTypes<typeof baselineSaveOptions>;

export type BaselineShowArguments = InferredOptionTypes<typeof baselineShowOptions>;

export type BaselineCheckArguments = InferredOptionTypes<typeof baselineCheckOptions>;
