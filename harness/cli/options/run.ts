import type { InferredOptionTypes } from "yargs";
import { standard } from "../../../scenarios/standard.ts";
import { parseLoad } from "../load-option.ts";
import { externalOptions } from "./external.ts";
import {
  blockCount,
  connectionCount,
  duration,
  generatorCount,
  seed,
  timeLimit,
  warmup,
  workerCounts,
} from "./numbers.ts";
import { options } from "./option.ts";
import { appOptions, commonOptions, requestOptions } from "./shared.ts";

export const runOptions = options({
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: 'what to measure; see the command "list"',
    defaultDescription: "the first of the configuration, or cpu-report",
    group: "What to measure:",
  },
  ...appOptions,
  ...requestOptions,
  targets: {
    alias: "t",
    type: "string",
    requiresArg: true,
    describe:
      "strategies, by comma, or all; the first is the baseline. A balancer after a colon: reverse-proxy:round-robin",
    defaultDescription: `the scenario's, usually ${standard.strategies.join(",")}; others with --sweep`,
    group: "What to measure:",
  },
  ...externalOptions,
  workers: {
    parse: workerCounts,
    alias: "w",
    describe: "worker counts, by comma: 1,2,4",
    defaultDescription: "the configuration's, or what the machine can run at once",
    group: "What to measure:",
  },
  node: {
    type: "string",
    requiresArg: true,
    describe:
      "versions of Node.js to compare, each under every strategy, by comma: 22,24 of those in node_modules of the project you are in or of Broadside, on the PATH, and of nvm, fnm, Volta and n; or paths of programs",
    defaultDescription: "the running one",
    group: "What to measure:",
  },
  connections: {
    parse: connectionCount,
    alias: "c",
    describe: "concurrent connections, each waiting for its answer; in an open load the most at once",
    defaultDescription: "the scenario's; 256 in an open load",
    group: "How to measure:",
  },
  sweep: {
    choices: ["connections"] as const,
    describe: "instead of speed, how evenly workers share 1, 4 and 16 connections each, kept open or new",
    group: "What to measure:",
  },
  generators: {
    parse: generatorCount,
    describe: "processes that the load comes from; each has its part of the connections",
    defaultDescription: "1",
    group: "How to measure:",
  },
  load: {
    parse: parseLoad,
    alias: "l",
    describe:
      "closed, or open:RATE in requests per second; or open:ramp:FROM:TO, open:steps:R1:R2:…, open:spike:BASE:PEAK, open:trace:FILE",
    defaultDescription: "closed",
    group: "How to measure:",
  },
  arrivals: {
    choices: ["poisson", "even"] as const,
    describe: "in an open load requests arrive at random, as those of many users do, or evenly",
    defaultDescription: "poisson",
    group: "How to measure:",
  },
  duration: {
    parse: duration,
    alias: "d",
    describe: "measured time of each trial: 3s, 500ms, 1m",
    defaultDescription: `the scenario's, usually ${standard.measuredSeconds}s`,
    group: "How to measure:",
  },
  warmup: {
    parse: warmup,
    describe: "load before the measured time",
    defaultDescription: `the scenario's, usually ${standard.warmupSeconds}s`,
    group: "How to measure:",
  },
  blocks: {
    parse: blockCount,
    alias: "b",
    describe: "how often each arm is measured; to rank, 6 for up to 3 arms, 7 for up to 7",
    defaultDescription: `the scenario's, usually ${standard.blocks}`,
    group: "How to measure:",
  },
  seed: {
    parse: seed,
    describe: "decides the order of trials",
    defaultDescription: "drawn, and recorded",
    group: "How to measure:",
  },
  "until-resolved": {
    type: "boolean",
    describe: "end as soon as every pair of arms is told apart or shown to be the same: more and shorter trials",
    group: "How to measure:",
  },
  time: {
    parse: timeLimit,
    describe: "begin no further trial after this long",
    defaultDescription: "no limit",
    group: "How to measure:",
  },
  canary: {
    type: "boolean",
    describe: "measure the baseline twice in each block: if the two differ, the run is suspect",
    group: "How to measure:",
  },
  quick: {
    type: "boolean",
    describe: "two short blocks, under a minute: a look, not a ranking",
    group: "How to measure:",
  },
  out: {
    alias: "o",
    type: "string",
    requiresArg: true,
    describe: "folder for the results; refused if it already holds a run",
    defaultDescription: "results/<time>-<scenario>",
    group: "Results:",
  },
  resume: {
    type: "string",
    requiresArg: true,
    describe: "finish the interrupted run in this folder",
    group: "Results:",
  },
  json: { type: "boolean", describe: "print the summary as JSON, alone, on standard output", group: "Results:" },
  ...commonOptions,
});

export type RunArguments = InferredOptionTypes<typeof runOptions>;
