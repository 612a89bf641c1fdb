import type { InferredOptionTypes } from "yargs";
import { standard } from "../../../scenarios/standard.ts";
import { externalOptions } from "../../cli/options/external.ts";
import { confirmationCount } from "../../cli/options/numbers.ts";
import { options } from "../../cli/options/option.ts";
import { measuringOptions } from "../../cli/options/measuring.ts";
import { appOptions, commonOptions, requestOptions } from "../../cli/options/shared.ts";

const capacityGroup = "What to hold:";

export const capacityOptions = options({
  slo: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "objectives to meet: 'p99<100ms' 'errors<1%'",
    group: capacityGroup,
  },
  scenario: measuringOptions.scenario,
  ...appOptions,
  ...requestOptions,
  targets: {
    ...measuringOptions.targets,
    describe: "strategies, comma-separated, or all",
    defaultDescription: `the scenario's, by default ${standard.strategies.join(",")}`,
  },
  ...externalOptions,
  workers: {
    ...measuringOptions.workers,
    describe: "worker counts, comma-separated: 1,2,4; a scaling law needs at least six",
    defaultDescription: "the configuration's, or 2, 4, 8 … up to one per available core",
  },
  node: measuringOptions.node,
  connections: {
    ...measuringOptions.connections,
    describe: "maximum concurrent connections of the open load",
    defaultDescription: "256",
  },
  generators: measuringOptions.generators,
  arrivals: {
    ...measuringOptions.arrivals,
    describe: "requests arrive at random, as from many users, or evenly",
  },
  duration: {
    ...measuringOptions.duration,
    describe: "measured time of a full trial; trials that look for the limit take half",
    defaultDescription: "3s, or 30 times the latency objective",
  },
  warmup: measuringOptions.warmup,
  confirm: {
    parse: confirmationCount,
    describe: "full trials that must agree at each end; 29 for a claim about 90% of trials",
    defaultDescription: "6",
    group: "How to measure:",
  },
  time: { ...measuringOptions.time, describe: "start no new trial after this long", defaultDescription: "20m" },
  seed: measuringOptions.seed,
  out: { ...measuringOptions.out, defaultDescription: "results/<time>-capacity-<scenario>" },
  resume: { ...measuringOptions.resume, describe: "continue the capacity search in this folder" },
  json: measuringOptions.json,
  ...commonOptions,
});

export type CapacityArguments = InferredOptionTypes<typeof capacityOptions>;
