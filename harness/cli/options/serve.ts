import type { InferredOptionTypes } from "yargs";
import { port, workerCounts } from "./numbers.ts";
import { options } from "./option.ts";
import { measuringOptions } from "./measuring.ts";
import { appOptions, commonOptions } from "./shared.ts";

export const serveOptions = options({
  ...appOptions,
  env: { ...appOptions.env, describe: "NAME=VALUE, an environment variable of the app; repeatable" },
  "app-port": {
    ...appOptions["app-port"],
    describe: "the port to serve, as the app requests it, if it listens on several",
  },
  "boot-timeout": { ...appOptions["boot-timeout"], describe: "how long the app may take to listen" },
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: "whose app to serve",
    defaultDescription: measuringOptions.scenario.defaultDescription,
  },
  workers: {
    alias: "w",
    parse: workerCounts,
    describe: "worker count",
    defaultDescription: measuringOptions.workers.defaultDescription,
  },
  node: {
    type: "string",
    requiresArg: true,
    describe: "Node.js version to run the app on: 22, or the path to a binary",
    defaultDescription: "the running one",
  },
  port: {
    parse: port,
    alias: "p",
    describe: "port on 127.0.0.1",
    defaultDescription: "a free one",
  },
  ...commonOptions,
});

export type ServeArguments = InferredOptionTypes<typeof serveOptions>;
