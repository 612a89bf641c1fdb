import type { InferredOptionTypes, Options } from "yargs";
import { commonOptions } from "./shared.ts";

export const initOptions = {
  force: { type: "boolean", describe: "overwrite an existing configuration" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type InitArguments = InferredOptionTypes<typeof initOptions>;
