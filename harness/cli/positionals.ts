import type { PositionalOptions } from "yargs";

export const runFolder = {
  type: "string",
  demandOption: true,
  describe: "the folder of a run, or the run.json in it",
} as const satisfies PositionalOptions;
