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
    describe: "what to compare with: a git ref or a folder",
    group: gateGroup,
  },
  against: {
    type: "string",
    requiresArg: true,
    describe: "stored baseline to compare with, instead of --base",
    group: gateGroup,
  },
  absolute: {
    type: "boolean",
    describe: "with --against: compare throughput and CPU per request too; same machine only",
    group: gateGroup,
  },
  head: {
    type: "string",
    requiresArg: true,
    describe: "folder of the version under test",
    defaultDescription: "the current folder, as it is",
    group: gateGroup,
  },
  scenario: { ...runOptions.scenario, defaultDescription: "the first of the configuration", group: gateGroup },
  ...appOptions,
  ...requestOptions,
  install: {
    parse: text,
    negatable: true,
    describe: "command that installs the dependencies of --base, e.g. 'npm ci'; --no-install skips it",
    defaultDescription: "share node_modules; in CI, if they differ, what the lock file says",
    group: gateGroup,
  },
  build: {
    type: "string",
    requiresArg: true,
    describe: "command that builds --base, if git ignores the build, e.g. 'npm run build'",
    group: gateGroup,
  },
  copy: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "ignored files and folders to copy to --base, besides settings such as .env",
    group: gateGroup,
  },
  "leave-out": {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "ignored files and folders not to copy to --base",
    group: gateGroup,
  },
  strategy: {
    alias: "t",
    type: "string",
    requiresArg: true,
    describe: "strategy that both versions run under",
    defaultDescription: clusterRoundRobin.name,
    group: gateGroup,
  },
  workers: { ...runOptions.workers, describe: "worker count", group: gateGroup },
  metrics: {
    parse: parseMetrics,
    describe: "metrics to judge, comma-separated: throughput, cpu, p99, memory …",
    defaultDescription: "throughput,cpu",
    group: judgeGroup,
  },
  tolerance: {
    parse: share,
    describe: "largest regression that still passes; head must be shown to be within it",
    defaultDescription: "5%",
    group: judgeGroup,
  },
  "min-effect": {
    parse: share,
    describe: "smallest regression worth failing for",
    defaultDescription: "3%",
    group: judgeGroup,
  },
  require: {
    parse: parseRequirement,
    array: true,
    describe: "limits for head alone: 'p99<50ms' 'errors=0' 'speedup>=1.8'",
    group: judgeGroup,
  },
  inconclusive: {
    choices: ["pass", "fail"] as const,
    describe: "exit with 0 or 1 instead of 3 when the data are inconclusive",
    group: judgeGroup,
  },
  "any-answer": {
    type: "boolean",
    describe: "compare even if base and head respond differently",
    group: judgeGroup,
  },
  "exact-answer": {
    type: "boolean",
    describe: "base and head must respond with the same bytes, except for what varies in base",
    defaultDescription: "the same form: status, type, fields",
    group: judgeGroup,
  },
  connections: {
    ...runOptions.connections,
    describe: "concurrent connections, each waiting for its response",
    defaultDescription: "the scenario's, usually 32",
  },
  generators: runOptions.generators,
  duration: {
    ...runOptions.duration,
    defaultDescription: "1s, 3s to judge a percentile, or the scenario's own; with --against, the baseline's",
  },
  warmup: { ...runOptions.warmup, defaultDescription: "2s, or the scenario's own" },
  pairs: {
    parse: blockCount,
    describe: "maximum number of base/head pairs, with one interim look half-way; with --against, blocks",
    defaultDescription: "40, or as many as --time allows; 8",
    group: "How to measure:",
  },
  time: {
    ...runOptions.time,
    describe: "start no new trial after this long",
    defaultDescription: "7m; none with --against",
  },
  canary: {
    ...runOptions.canary,
    describe: "measure base twice in each pair; if the two differ, the gate is invalid",
  },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-gate-<scenario>" },
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output", group: "Results:" },
  ...commonOptions,
});

export type GateArguments = InferredOptionTypes<typeof gateOptions>;
