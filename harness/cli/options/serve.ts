import type { InferredOptionTypes, Options } from "yargs";
import { appOptions, commonOptions } from "./shared.ts";

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

export type ServeArguments = InferredOptionTypes<typeof serveOptions>;
