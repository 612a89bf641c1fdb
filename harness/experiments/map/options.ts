import type { InferredOptionTypes } from "yargs";
import { connectionCounts } from "../../cli/options/numbers.ts";
import { options } from "../../cli/options/option.ts";
import { measuringOptions } from "../../cli/options/measuring.ts";
import { appOptions, commonOptions, requestOptions } from "../../cli/options/shared.ts";

export const mapOptions = options({
  scenario: measuringOptions.scenario,
  ...appOptions,
  ...requestOptions,
  path: {
    ...requestOptions.path,
    array: true,
    describe: "path to request; repeat --path for several, one per row of the map",
  },
  request: {
    ...requestOptions.request,
    describe: "requests instead of paths, one per row of the map: 'GET /api/orders' 'POST /api/orders @order.json'",
  },
  targets: {
    ...measuringOptions.targets,
    defaultDescription: "single,cluster-round-robin,worker-threads",
  },
  workers: { ...measuringOptions.workers, describe: "worker count" },
  node: measuringOptions.node,
  connections: {
    ...measuringOptions.connections,
    parse: connectionCounts,
    describe: "columns of the map: concurrent connections, comma-separated",
    defaultDescription: "2, 8 and 32 per worker",
  },
  generators: measuringOptions.generators,
  duration: { ...measuringOptions.duration, defaultDescription: "600ms" },
  warmup: { ...measuringOptions.warmup, defaultDescription: "800ms" },
  blocks: {
    ...measuringOptions.blocks,
    describe: "how often each arm is measured in each cell; 6 are enough to rank 3 arms",
    defaultDescription: "6",
  },
  time: { ...measuringOptions.time, describe: "start no new trial after this long", defaultDescription: "10m" },
  seed: measuringOptions.seed,
  out: { ...measuringOptions.out, defaultDescription: "results/<time>-map-<scenario>" },
  resume: { ...measuringOptions.resume, describe: "continue the map in this folder" },
  json: measuringOptions.json,
  ...commonOptions,
});

export type MapArguments = InferredOptionTypes<typeof mapOptions>;
