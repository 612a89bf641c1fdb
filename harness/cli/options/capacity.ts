import type { InferredOptionTypes } from "yargs";
import { standard } from "../../../scenarios/standard.ts";
import { externalOptions } from "./external.ts";
import { confirmationCount } from "./numbers.ts";
import { options } from "./option.ts";
import { runOptions } from "./run.ts";
import { appOptions, commonOptions, requestOptions } from "./shared.ts";

const capacityGroup = "What to hold:";

export const capacityOptions = options({
  slo: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "what is to be kept: 'p99<100ms' 'errors<1%'",
    group: capacityGroup,
  },
  scenario: runOptions.scenario,
  ...appOptions,
  ...requestOptions,
  targets: {
    ...runOptions.targets,
    describe: "strategies, by comma, or all",
    defaultDescription: `the scenario's, usually ${standard.strategies.join(",")}`,
  },
  ...externalOptions,
  workers: {
    ...runOptions.workers,
    describe: "worker counts, by comma: 1,2,4; six or more for a law of scaling",
    defaultDescription: "the configuration's, or 2, 4, 8 … up to what the machine can run at once",
  },
  node: runOptions.node,
  connections: {
    ...runOptions.connections,
    describe: "most connections of the open load at once",
    defaultDescription: "256",
  },
  generators: runOptions.generators,
  arrivals: {
    ...runOptions.arrivals,
    describe: "requests arrive at random, as those of many users do, or evenly",
  },
  duration: {
    ...runOptions.duration,
    describe: "measured time of a full trial; those that look for the limit take half",
    defaultDescription: "3s, or 30 times the latency that is allowed",
  },
  warmup: runOptions.warmup,
  confirm: {
    parse: confirmationCount,
    describe: "full trials that must agree at each end; 29 to speak for nine trials in ten",
    defaultDescription: "6",
    group: "How to measure:",
  },
  time: { ...runOptions.time, describe: "begin no further trial after this long", defaultDescription: "20m" },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-capacity-<scenario>" },
  resume: { ...runOptions.resume, describe: "go on with the capacity search in this folder" },
  json: runOptions.json,
  ...commonOptions,
});

export type CapacityArguments = InferredOptionTypes<typeof capacityOptions>;
