import type { InferredOptionTypes, Options } from "yargs";
import { externalOptions } from "./external-options.ts";

/** Options that every command has. */
export const commonOptions = {
  color: { type: "boolean", describe: "colour in the output; --no-color turns it off (as does NO_COLOR)" },
} as const satisfies Record<string, Options>;

const appGroup = "The app:";

/** `--no-config` makes it false. */
const configOption = {
  type: "string",
  requiresArg: true,
  coerce: (value: string | false | undefined) => value,
  describe: "a configuration to take instead of the folder's; --no-config does without",
  defaultDescription: "broadside.config.ts, .mts, .js, .mjs or .json, if there",
} as const satisfies Options;

const containerGroup = "Containers (docker):";

/** Options of every docker target that does not say otherwise itself. */
const containerOptions = {
  cpus: {
    type: "string",
    requiresArg: true,
    describe: "CPUs that each container may use: 0.5, 2",
    defaultDescription: "no limit",
    group: containerGroup,
  },
  memory: {
    type: "string",
    requiresArg: true,
    describe: "memory that each container may use: 256m, 1g",
    defaultDescription: "no limit",
    group: containerGroup,
  },
  image: {
    type: "string",
    requiresArg: true,
    describe: "image to run the app in, with a Node.js of its own",
    defaultDescription: "this machine's files",
    group: containerGroup,
  },
} as const satisfies Record<string, Options>;

/** Options that choose an app and how it boots; `run` and `serve` share them. */
export const appOptions = {
  config: { ...configOption, group: appGroup },
  app: {
    type: "string",
    requiresArg: true,
    describe: "a server of your own to run instead: ./server.js, or the folder of a package.json with a start script",
    group: appGroup,
  },
  env: {
    type: "string",
    array: true,
    nargs: 1,
    describe: "NAME=VALUE, a variable of the app's environment; may be repeated, and is kept in the results",
    group: appGroup,
  },
  cwd: {
    type: "string",
    requiresArg: true,
    describe: "folder to start the app in",
    defaultDescription: "the folder you are in, or that of its package.json",
    group: appGroup,
  },
  "app-port": {
    type: "string",
    requiresArg: true,
    describe: "the port that the app asks for, where it listens on several: the one to measure",
    defaultDescription: "its only one",
    group: appGroup,
  },
  "pool-variable": {
    type: "string",
    requiresArg: true,
    describe: "environment variable by which --app takes its number of pool threads; makes worker-threads apply",
    group: appGroup,
  },
  "boot-timeout": {
    type: "string",
    requiresArg: true,
    describe: "how long the app may take to listen, or a deployment to answer",
    defaultDescription: "10s",
    group: appGroup,
  },
  ...containerOptions,
} as const satisfies Record<string, Options>;

const requestGroup = "What is requested of --app:";

/** Options that say what is requested; the commands that measure share them. */
export const requestOptions = {
  path: {
    type: "string",
    requiresArg: true,
    describe: "path to request",
    defaultDescription: "/",
    group: requestGroup,
  },
  method: {
    type: "string",
    requiresArg: true,
    describe: "its method: POST, PUT …",
    defaultDescription: "GET, or POST with --body",
    group: requestGroup,
  },
  body: {
    type: "string",
    requiresArg: true,
    describe: "its body, or @ and the file that holds it: '{\"a\":1}', @order.json. JSON is said to be JSON",
    group: requestGroup,
  },
  request: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "instead of these, several requests: '9 GET /api/orders' '1 POST /api/orders @order.json'",
    group: requestGroup,
  },
  header: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "header of every request: 'authorization: Bearer abc'; several, each as a word of its own",
    group: requestGroup,
  },
  "expect-status": {
    type: "string",
    requiresArg: true,
    describe: "status of a right answer; others count as failed",
    defaultDescription: "any 2xx",
    group: requestGroup,
  },
  "expect-text": {
    type: "string",
    requiresArg: true,
    describe: "text that the body of a right answer contains",
    group: requestGroup,
  },
} as const satisfies Record<string, Options>;

export const runOptions = {
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
    defaultDescription: "the scenario's five",
    group: "What to measure:",
  },
  ...externalOptions,
  workers: {
    alias: "w",
    type: "string",
    requiresArg: true,
    describe: "worker counts, by comma: 1,2,4",
    defaultDescription: "what the machine can run at once",
    group: "What to measure:",
  },
  node: {
    type: "string",
    requiresArg: true,
    describe: "versions of Node.js to compare, each under every strategy, by comma: 22,24 or paths of programs",
    defaultDescription: "the running one",
    group: "What to measure:",
  },
  connections: {
    alias: "c",
    type: "string",
    requiresArg: true,
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
    type: "string",
    requiresArg: true,
    describe: "processes that the load comes from; each has its part of the connections",
    defaultDescription: "1",
    group: "How to measure:",
  },
  load: {
    alias: "l",
    type: "string",
    requiresArg: true,
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
    alias: "d",
    type: "string",
    requiresArg: true,
    describe: "measured time of each trial: 3s, 500ms, 1m",
    defaultDescription: "3s",
    group: "How to measure:",
  },
  warmup: {
    type: "string",
    requiresArg: true,
    describe: "load before the measured time",
    defaultDescription: "2s",
    group: "How to measure:",
  },
  blocks: {
    alias: "b",
    type: "string",
    requiresArg: true,
    describe: "how often each arm is measured; 6 or more to rank",
    defaultDescription: "8",
    group: "How to measure:",
  },
  seed: {
    type: "string",
    requiresArg: true,
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
    type: "string",
    requiresArg: true,
    describe: "begin no further block after this long",
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
} as const satisfies Record<string, Options>;

export const listOptions = {
  config: configOption,
  json: { type: "boolean", describe: "print JSON" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const initOptions = {
  force: { type: "boolean", describe: "write the configuration anew" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const reportOptions = {
  json: { type: "boolean", describe: "print the summary as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const trendOptions = {
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: "whose runs to look at",
    defaultDescription: "the one with most runs",
  },
  metric: {
    alias: "m",
    type: "string",
    requiresArg: true,
    describe: "throughput, cpu, p99, memory …",
    defaultDescription: "throughput",
  },
  out: {
    alias: "o",
    type: "string",
    requiresArg: true,
    describe: "folder for trend.md, trend.json and trend.svg",
    defaultDescription: "the folder itself",
  },
  json: { type: "boolean", describe: "print the trend as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const baselineSaveOptions = {
  to: { type: "string", requiresArg: true, describe: "file to write", defaultDescription: "baseline.json" },
  force: { type: "boolean", describe: "keep a run that is suspect, too" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const baselineShowOptions = {
  json: { type: "boolean", describe: "print JSON" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const serveOptions = {
  ...appOptions,
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: "whose app to serve",
    defaultDescription: "cpu-report",
  },
  workers: {
    alias: "w",
    type: "string",
    requiresArg: true,
    describe: "worker count",
    defaultDescription: "what the machine can run at once",
  },
  port: {
    alias: "p",
    type: "string",
    requiresArg: true,
    describe: "port on 127.0.0.1",
    defaultDescription: "one that is free",
  },
  ...commonOptions,
} as const satisfies Record<string, Options>;

const gateGroup = "What to compare:";
const judgeGroup = "How to judge:";

export const gateOptions = {
  base: {
    type: "string",
    requiresArg: true,
    describe: "what to compare with: a git ref, or a folder",
    group: gateGroup,
  },
  against: {
    type: "string",
    requiresArg: true,
    describe: "a stored baseline to compare with, instead of --base",
    group: gateGroup,
  },
  absolute: {
    type: "boolean",
    describe: "with --against: compare throughput and CPU per request too, of the same machine only",
    group: gateGroup,
  },
  head: {
    type: "string",
    requiresArg: true,
    describe: "folder of the version that is judged",
    defaultDescription: "the folder you are in, as it is",
    group: gateGroup,
  },
  scenario: { ...runOptions.scenario, group: gateGroup },
  ...appOptions,
  ...requestOptions,
  install: {
    type: "string",
    requiresArg: true,
    describe: "command that installs the dependencies of --base, e.g. 'npm ci'",
    defaultDescription: "share node_modules, if the lock files are the same",
    group: gateGroup,
  },
  strategy: {
    alias: "t",
    type: "string",
    requiresArg: true,
    describe: "strategy under which both run",
    defaultDescription: "cluster-round-robin",
    group: gateGroup,
  },
  workers: { ...runOptions.workers, describe: "worker count", group: gateGroup },
  metrics: {
    type: "string",
    requiresArg: true,
    describe: "what is gated, by comma: throughput, cpu, p99, memory …",
    defaultDescription: "throughput,cpu",
    group: judgeGroup,
  },
  tolerance: {
    type: "string",
    requiresArg: true,
    describe: "worsening that is put up with: to pass, it must be shown to be less",
    defaultDescription: "5%",
    group: judgeGroup,
  },
  "min-effect": {
    type: "string",
    requiresArg: true,
    describe: "worsening that is worth failing for",
    defaultDescription: "3%",
    group: judgeGroup,
  },
  require: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "bounds on head alone: 'p99<50ms' 'errors=0' 'speedup>=1.8'",
    group: judgeGroup,
  },
  inconclusive: {
    choices: ["pass", "fail"] as const,
    describe: "exit with 0 or 1, rather than 3, when the data cannot say",
    group: judgeGroup,
  },
  "any-answer": {
    type: "boolean",
    describe: "compare even if base and head answer differently",
    group: judgeGroup,
  },
  connections: runOptions.connections,
  generators: runOptions.generators,
  duration: runOptions.duration,
  warmup: runOptions.warmup,
  pairs: {
    type: "string",
    requiresArg: true,
    describe: "most pairs of base and head; it is looked at half-way",
    defaultDescription: "24, or what --time holds",
    group: "How to measure:",
  },
  time: { ...runOptions.time, describe: "begin no further pair after this long", defaultDescription: "7m" },
  canary: {
    ...runOptions.canary,
    describe: "measure base twice in each pair: if the two differ, the gate is invalid",
  },
  seed: runOptions.seed,
  out: runOptions.out,
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output", group: "Results:" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

export const baselineCheckOptions = {
  tolerance: gateOptions.tolerance,
  "min-effect": gateOptions["min-effect"],
  inconclusive: gateOptions.inconclusive,
  absolute: {
    ...gateOptions.absolute,
    describe: "compare throughput and CPU per request too, of the same machine only",
  },
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output" },
  ...commonOptions,
} as const satisfies Record<string, Options>;

const capacityGroup = "What to hold:";

export const capacityOptions = {
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
  targets: { ...runOptions.targets, describe: "strategies, by comma, or all" },
  ...externalOptions,
  workers: {
    ...runOptions.workers,
    describe: "worker counts, by comma: 1,2,4; six or more for a law of scaling",
    defaultDescription: "2, 4, 8 … up to what the machine can run at once",
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
    type: "string",
    requiresArg: true,
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
} as const satisfies Record<string, Options>;

export const mapOptions = {
  scenario: runOptions.scenario,
  ...appOptions,
  ...requestOptions,
  path: {
    ...requestOptions.path,
    array: true,
    describe: "path to request; several, each given by a --path of its own, are the rows of the map",
  },
  request: {
    ...requestOptions.request,
    describe:
      "instead of these, requests that are the rows of the map: 'GET /api/orders' 'POST /api/orders @order.json'",
  },
  targets: {
    ...runOptions.targets,
    defaultDescription: "single,cluster-round-robin,worker-threads",
  },
  workers: { ...runOptions.workers, describe: "worker count" },
  node: runOptions.node,
  connections: {
    ...runOptions.connections,
    describe: "the columns of the map: concurrent connections, by comma",
    defaultDescription: "2, 8 and 32 for each worker",
  },
  generators: runOptions.generators,
  duration: { ...runOptions.duration, defaultDescription: "600ms" },
  warmup: { ...runOptions.warmup, defaultDescription: "800ms" },
  blocks: { ...runOptions.blocks, describe: "how often each arm is measured in each place", defaultDescription: "6" },
  time: { ...runOptions.time, describe: "begin no further place after this long", defaultDescription: "10m" },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-map-<scenario>" },
  resume: { ...runOptions.resume, describe: "go on with the map in this folder" },
  json: runOptions.json,
  ...commonOptions,
} as const satisfies Record<string, Options>;

export type MapArguments = InferredOptionTypes<typeof mapOptions>;
export type CapacityArguments = InferredOptionTypes<typeof capacityOptions>;
export type GateArguments = InferredOptionTypes<typeof gateOptions>;
export type RunArguments = InferredOptionTypes<typeof runOptions>;
export type InitArguments = InferredOptionTypes<typeof initOptions>;
export type ListArguments = InferredOptionTypes<typeof listOptions>;
export type ReportArguments = InferredOptionTypes<typeof reportOptions>;
export type BaselineSaveArguments = InferredOptionTypes<typeof baselineSaveOptions>;
export type BaselineShowArguments = InferredOptionTypes<typeof baselineShowOptions>;
export type BaselineCheckArguments = InferredOptionTypes<typeof baselineCheckOptions>;
export type TrendArguments = InferredOptionTypes<typeof trendOptions>;
export type ServeArguments = InferredOptionTypes<typeof serveOptions>;

/** Options that were given, by name, among those that a plan is made from. */
export function planOptionsGiven(argv: object, options: Readonly<Record<string, Options>>): readonly string[] {
  const allowedWithResume = new Set(["resume", "json", "color", "boot-timeout", "time", "allow-remote", "yes"]);
  return Object.keys(options).filter((name) => {
    const value: unknown = Object.entries(argv).find(([key]) => key === name)?.[1];
    return value !== undefined && !allowedWithResume.has(name);
  });
}
