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
    describe: "objectives to keep: 'p99<100ms' 'errors<1%'",
    group: capacityGroup,
  },
  scenario: runOptions.scenario,
  ...appOptions,
  ...requestOptions,
  targets: {
    ...runOptions.targets,
    describe: "strategies, comma-separated, or all",
    defaultDescription: `the scenario's, usually ${standard.strategies.join(",")}`,
  },
  ...externalOptions,
  workers: {
    ...runOptions.workers,
    describe: "worker counts, comma-separated: 1,2,4; a scaling law takes six or more",
    defaultDescription: "the configuration's, or 2, 4, 8 … up to one per available core",
  },
  node: runOptions.node,
  connections: {
    ...runOptions.connections,
    describe: "maximum concurrent connections of the open load",
    defaultDescription: "256",
  },
  generators: runOptions.generators,
  arrivals: {
    ...runOptions.arrivals,
    describe: "requests arrive at random, as from many users, or evenly",
  },
  duration: {
    ...runOptions.duration,
    describe: "measured time of a full trial; trials that look for the limit take half",
    defaultDescription: "3s, or 30 times the latency objective",
  },
  warmup: runOptions.warmup,
  confirm: {
    parse: confirmationCount,
    describe: "full trials that must agree at each end; 29 for a claim about 90% of trials",
    defaultDescription: "6",
    group: "How to measure:",
  },
  time: { ...runOptions.time, describe: "start no new trial after this long", defaultDescription: "20m" },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-capacity-<scenario>" },
  resume: { ...runOptions.resume, describe: "continue the capacity search in this folder" },
  json: runOptions.json,
  ...commonOptions,
});

export type CapacityArguments = InferredOptionTypes<typeof capacityOptions>;
