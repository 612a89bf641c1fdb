import type { InferredOptionTypes } from "yargs";
import { connectionCounts } from "./numbers.ts";
import { options } from "./option.ts";
import { runOptions } from "./run.ts";
import { appOptions, commonOptions, requestOptions } from "./shared.ts";

export const mapOptions = options({
  scenario: runOptions.scenario,
  ...appOptions,
  ...requestOptions,
  path: {
    ...requestOptions.path,
    array: true,
    describe: "path to request; repeat --path for several, which are the rows of the map",
  },
  request: {
    ...requestOptions.request,
    describe: "requests that are the rows of the map instead: 'GET /api/orders' 'POST /api/orders @order.json'",
  },
  targets: {
    ...runOptions.targets,
    defaultDescription: "single,cluster-round-robin,worker-threads",
  },
  workers: { ...runOptions.workers, describe: "worker count" },
  node: runOptions.node,
  connections: {
    ...runOptions.connections,
    parse: connectionCounts,
    describe: "columns of the map: concurrent connections, comma-separated",
    defaultDescription: "2, 8 and 32 for each worker",
  },
  generators: runOptions.generators,
  duration: { ...runOptions.duration, defaultDescription: "600ms" },
  warmup: { ...runOptions.warmup, defaultDescription: "800ms" },
  blocks: {
    ...runOptions.blocks,
    describe: "how often each arm is measured in each cell; 6 are enough to rank 3 arms",
    defaultDescription: "6",
  },
  time: { ...runOptions.time, describe: "start no new trial after this long", defaultDescription: "10m" },
  seed: runOptions.seed,
  out: { ...runOptions.out, defaultDescription: "results/<time>-map-<scenario>" },
  resume: { ...runOptions.resume, describe: "continue the map in this folder" },
  json: runOptions.json,
  ...commonOptions,
});

export type MapArguments = InferredOptionTypes<typeof mapOptions>;
