import type { InferredOptionTypes } from "yargs";
import { measuringOptions } from "../../cli/options/measuring.ts";

export const runOptions = measuringOptions;

export type RunArguments = InferredOptionTypes<typeof runOptions>;
