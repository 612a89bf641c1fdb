import type { InferredOptionTypes } from "yargs";
import { port, workerCounts } from "./numbers.ts";
import { options } from "./option.ts";
import { runOptions } from "./run.ts";
import { appOptions, commonOptions } from "./shared.ts";

export const serveOptions = options({
  ...appOptions,
  env: { ...appOptions.env, describe: "NAME=VALUE, a variable of the app's environment; may be repeated" },
  "app-port": {
    ...appOptions["app-port"],
    describe: "the port that the app asks for, where it listens on several: the one to serve",
  },
  "boot-timeout": { ...appOptions["boot-timeout"], describe: "how long the app may take to listen" },
  scenario: {
    alias: "s",
    type: "string",
    requiresArg: true,
    describe: "whose app to serve",
    defaultDescription: runOptions.scenario.defaultDescription,
  },
  workers: {
    alias: "w",
    parse: workerCounts,
    describe: "worker count",
    defaultDescription: runOptions.workers.defaultDescription,
  },
  node: {
    type: "string",
    requiresArg: true,
    describe: "version of Node.js to run the app on: 22, or the path of the program",
    defaultDescription: "the running one",
  },
  port: {
    parse: port,
    alias: "p",
    describe: "port on 127.0.0.1",
    defaultDescription: "one that is free",
  },
  ...commonOptions,
});

export type ServeArguments = InferredOptionTypes<typeof serveOptions>;
