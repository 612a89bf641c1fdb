import type { InferredOptionTypes, Options } from "yargs";
import { commonOptions, configOption } from "./shared.ts";

export const listOptions = {
  ...configOption,
  json: { type: "boolean", describe: "print JSON" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type ListArguments = InferredOptionTypes<typeof listOptions>;
