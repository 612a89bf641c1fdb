import type { InferredOptionTypes } from "yargs";
import { commandTimeout } from "./numbers.ts";
import { options } from "./option.ts";

const group = "A deployment (target external):";

/** Options about deployments that run apart from Broadside. Of several, each value begins with a name: NAME=. */
export const externalOptions = options({
  "external-url": {
    alias: "url",
    type: "string",
    array: true,
    requiresArg: true,
    describe:
      "base URL of a deployment to measure; several: staging=http://… live=http://…, targets external:staging …",
    group,
  },
  "external-up": {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "command that brings it up before each trial, e.g. 'docker compose up -d --wait'",
    defaultDescription: "none: it is already up",
    group,
  },
  "external-down": {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "command that takes it down after each trial",
    group,
  },
  "external-reload": {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "command that resets it before each trial, if there is no --external-up",
    group,
  },
  "external-timeout": {
    parse: commandTimeout,
    describe: "how long each of these commands may take",
    defaultDescription: "2m",
    group,
  },
  "allow-remote": {
    type: "boolean",
    describe: "send load to another machine, after showing what will be sent and asking",
    group,
  },
  yes: { type: "boolean", describe: "send it without asking", group },
});

export type ExternalArguments = InferredOptionTypes<typeof externalOptions>;
