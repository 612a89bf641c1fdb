import type { InferredOptionTypes } from "yargs";
import { clusterRoundRobin } from "../../../targets/cluster-round-robin.ts";
import { parseMetrics, parseRequirement } from "../requirements.ts";
import { share } from "../values.ts";
import { blockCount } from "./numbers.ts";
import { options } from "./option.ts";
import { runOptions } from "./run.ts";
import { appOptions, commonOptions, requestOptions } from "./shared.ts";
import { text } from "./words.ts";

const gateGroup = "What to compare:";
const judgeGroup = "How to judge:";

export const gateOptions = options({
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
  scenario: { ...runOptions.scenario, defaultDescription: "the first of the configuration", group: gateGroup },
  ...appOptions,
  ...requestOptions,
  install: {
    parse: text,
    negatable: true,
    describe: "command that installs the dependencies of --base, e.g. 'npm ci'; --no-install runs none",
    defaultDescription: "share node_modules; in CI, where they differ, what the lock file says",
    group: gateGroup,
  },
  build: {
    type: "string",
    requiresArg: true,
    describe: "command that builds --base, where git ignores what is built, e.g. 'npm run build'",
    group: gateGroup,
  },
  copy: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "ignored files and folders that --base gets too, beside settings such as .env",
    group: gateGroup,
  },
  "leave-out": {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "ignored files and folders that --base does not get",
    group: gateGroup,
  },
  strategy: {
    alias: "t",
    type: "string",
    requiresArg: true,
    describe: "strategy under which both run",
    defaultDescription: clusterRoundRobin.name,
    group: gateGroup,
  },
  workers: { ...runOptions.workers, describe: "worker count", group: gateGroup },
  metrics: {
    parse: parseMetrics,
    describe: "what is gated, by comma: throughput, cpu, p99, memory …",
    defaultDescription: "throughput,cpu",
    group: judgeGroup,
  },
  tolerance: {
    parse: share,
    describe: "worsening that is put up with: to pass, it must be shown to be less",
    defaultDescription: "5%",
    group: judgeGroup,
  },
  "min-effect": {
    parse: share,
    describe: "worsening that is worth failing for",
    defaultDescription: "3%",
    group: judgeGroup,
  },
  require: {
    parse: parseRequirement,
    array: true,
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
  "exact-answer": {
    type: "boolean",
    describe: "base and head must answer the same bytes, but for what varies in base",
    defaultDescription: "the same form: status, type, fields",
    group: judgeGroup,
  },
  connections: {
    ...runOptions.connections,
    describe: "concurrent connections, each of which waits for its response",
    defaultDescription: "the scenario's, usually 32",
  },
  generators: runOptions.generators,
  duration: { ...runOptions.duration, defaultDescription: "1s, or the scenario's own" },
  warmup: { ...runOptions.warmup, defaultDescription: "1s, or the scenario's own" },
  pairs: {
    parse: blockCount,
    describe: "most pairs of base and head, looked at half-way; with --against, blocks",
    defaultDescription: "60, or what --time holds; 8",
    group: "How to measure:",
  },
  time: {
    ...runOptions.time,
    describe: "begin no further trial after this long",
    defaultDescription: "7m; none with --against",
  },
  canary: {
    ...runOptions.canary,
    describe: "measure base twice in each pair: if the two differ, the gate is invalid",
  },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-gate-<scenario>" },
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output", group: "Results:" },
  ...commonOptions,
});

export type GateArguments = InferredOptionTypes<typeof gateOptions>;
