import type { InferredOptionTypes, Options } from "yargs";

const group = "A deployment (target external):";

/** Options about deployments that run apart from Broadside. Of several, each value begins with a name: NAME=. */
export const externalOptions = {
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
    defaultDescription: "none: it answers already",
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
    describe: "command that makes it begin afresh; run before each trial where there is no --external-up",
    group,
  },
  "external-timeout": {
    type: "string",
    requiresArg: true,
    describe: "how long each of these commands may take",
    defaultDescription: "2m",
    group,
  },
  "allow-remote": {
    type: "boolean",
    describe: "put load on a machine that is not this one, after telling what will be sent and asking",
    group,
  },
  yes: { type: "boolean", describe: "send it without asking", group },
} as const satisfies Record<string, Options>;

export type ExternalArguments = InferredOptionTypes<typeof externalOptions>;

/** Names under which yargs keeps the options that may be given more than once. */
export const externalLists = ["url", "external-url", "external-up", "external-down", "external-reload"].flatMap(
  (name) => [name, name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())],
);
