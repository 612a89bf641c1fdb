import type { PositionalOptions } from "yargs";

export const runFolder = {
  type: "string",
  demandOption: true,
  describe: "the folder of a run, or the run.json in it",
} as const satisfies PositionalOptions;

export const savedFolder = {
  type: "string",
  demandOption: true,
  describe: "the folder of a run, a gate, a capacity search or a map, or its file",
} as const satisfies PositionalOptions;

export const runsFolder = {
  type: "string",
  default: "results",
  describe: "the folder that holds the folders of runs",
} as const satisfies PositionalOptions;

export const baselineFile = {
  type: "string",
  demandOption: true,
  describe: 'what "baseline save" wrote',
} as const satisfies PositionalOptions;

export const strategyName = {
  type: "string",
  demandOption: true,
  describe: 'what to boot; see the command "list"',
} as const satisfies PositionalOptions;
