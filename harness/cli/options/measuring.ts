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

/** How a measurement is asked for: each command takes of these what applies to it. */
export const measuringOptions = options({
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
      "strategies, comma-separated, or all; the first is the baseline. A balancer goes after a colon: reverse-proxy:round-robin",
    defaultDescription: `the scenario's, by default ${standard.strategies.join(",")}; others with --sweep`,
    group: "What to measure:",
  },
  ...externalOptions,
  workers: {
    parse: workerCounts,
    alias: "w",
    describe: "worker counts, comma-separated: 1,2,4",
    defaultDescription: "the configuration's, or one per available core",
    group: "What to measure:",
  },
  node: {
    type: "string",
    requiresArg: true,
    describe:
      "Node.js versions to compare under every strategy, comma-separated: 22,24, as found in node_modules of this project or of Broadside, on the PATH, and in nvm, fnm, Volta and n; or paths to binaries",
    defaultDescription: "the running one",
    group: "What to measure:",
  },
  connections: {
    parse: connectionCount,
    alias: "c",
    describe: "concurrent connections, each waiting for its response; in an open load, the maximum",
    defaultDescription: "the scenario's; 256 in an open load",
    group: "How to measure:",
  },
  sweep: {
    choices: ["connections"] as const,
    describe: "measure how evenly workers share 1, 4 and 16 connections each, kept open or new, instead of speed",
    group: "What to measure:",
  },
  generators: {
    parse: generatorCount,
    describe: "load generator processes, which share the connections",
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
    describe: "in an open load, requests arrive at random, as from many users, or evenly",
    defaultDescription: "poisson",
    group: "How to measure:",
  },
  duration: {
    parse: duration,
    alias: "d",
    describe: "measured time of each trial: 3s, 500ms, 1m",
    defaultDescription: `the scenario's, by default ${standard.measuredSeconds}s`,
    group: "How to measure:",
  },
  warmup: {
    parse: warmup,
    describe: "load before measuring starts",
    defaultDescription: `the scenario's, by default ${standard.warmupSeconds}s`,
    group: "How to measure:",
  },
  blocks: {
    parse: blockCount,
    alias: "b",
    describe: "how often each arm is measured; ranking takes 6 for up to 3 arms, 7 for up to 7",
    defaultDescription: `the scenario's, by default ${standard.blocks}`,
    group: "How to measure:",
  },
  seed: {
    parse: seed,
    describe: "seed for the order of trials",
    defaultDescription: "random, and saved",
    group: "How to measure:",
  },
  "until-resolved": {
    type: "boolean",
    describe: "stop once every pair of arms is told apart or shown to be equal; uses more and shorter trials",
    group: "How to measure:",
  },
  time: {
    parse: timeLimit,
    describe: "start no new trial after this long",
    defaultDescription: "no limit",
    group: "How to measure:",
  },
  canary: {
    type: "boolean",
    describe: "measure the baseline twice in each block; if the two differ, the run is suspect",
    group: "How to measure:",
  },
  quick: {
    type: "boolean",
    describe: "two short blocks in under a minute: a first look, not a ranking",
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
