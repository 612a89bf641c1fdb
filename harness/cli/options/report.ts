import type { InferredOptionTypes, Options } from "yargs";
import { commonOptions } from "./shared.ts";

export const reportOptions = {
  json: { type: "boolean", describe: "print the summary as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type ReportArguments = InferredOptionTypes<typeof reportOptions>;
