import type { InferredOptionTypes } from "yargs";
import { clusterRoundRobin } from "../../../targets/cluster-round-robin.ts";
import { parseMetrics, parseRequirement } from "../../cli/requirements.ts";
import { blockCount } from "../../cli/options/numbers.ts";
import { options } from "../../cli/options/option.ts";
import { judgingGroup, judgingOptions } from "../../cli/options/judging.ts";
import { measuringOptions } from "../../cli/options/measuring.ts";
import { appOptions, commonOptions, requestOptions } from "../../cli/options/shared.ts";
import { text } from "../../cli/options/words.ts";

const gateGroup = "What to compare:";

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
    ...judgingOptions.absolute,
    describe: `with --against: ${judgingOptions.absolute.describe}`,
    group: gateGroup,
  },
  head: {
    type: "string",
    requiresArg: true,
    describe: "folder of the version under test",
    defaultDescription: "the current folder, as it is",
    group: gateGroup,
  },
  scenario: { ...measuringOptions.scenario, defaultDescription: "the first of the configuration", group: gateGroup },
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
  workers: { ...measuringOptions.workers, describe: "worker count", group: gateGroup },
  metrics: {
    parse: parseMetrics,
    describe: "metrics to judge, comma-separated: throughput, cpu, p99, memory …",
    defaultDescription: "throughput,cpu",
    group: judgingGroup,
  },
  tolerance: judgingOptions.tolerance,
  "min-effect": judgingOptions["min-effect"],
  require: {
    parse: parseRequirement,
    array: true,
    describe: "limits for head alone: 'p99<50ms' 'errors=0' 'speedup>=1.8'",
    group: judgingGroup,
  },
  inconclusive: judgingOptions.inconclusive,
  "any-answer": {
    type: "boolean",
    describe: "compare even if base and head respond differently",
    group: judgingGroup,
  },
  "exact-answer": {
    type: "boolean",
    describe: "base and head must respond with the same bytes, except for what varies in base",
    defaultDescription: "the same form: status, type, fields",
    group: judgingGroup,
  },
  connections: {
    ...measuringOptions.connections,
    describe: "concurrent connections, each waiting for its response",
    defaultDescription: "the scenario's, by default 32",
  },
  generators: measuringOptions.generators,
  duration: {
    ...measuringOptions.duration,
    defaultDescription: "1s, 3s to judge a percentile, or the scenario's own; with --against, the baseline's",
  },
  warmup: { ...measuringOptions.warmup, defaultDescription: "2s, or the scenario's own" },
  pairs: {
    parse: blockCount,
    describe: "maximum number of base/head pairs, with one interim look half-way; with --against, blocks",
    defaultDescription: "60, or as many as --time allows; 8",
    group: "How to measure:",
  },
  time: {
    ...measuringOptions.time,
    describe: "start no new trial after this long",
    defaultDescription: "7m; none with --against",
  },
  canary: {
    ...measuringOptions.canary,
    describe: "measure base twice in each pair; if the two differ, the gate is invalid",
  },
  seed: measuringOptions.seed,
  out: { ...measuringOptions.out, defaultDescription: "results/<time>-gate-<scenario>" },
  json: { type: "boolean", describe: "print the result as JSON, alone, on standard output", group: "Results:" },
  ...commonOptions,
});

export type GateArguments = InferredOptionTypes<typeof gateOptions>;
