import type { Options } from "yargs";
import { standard } from "../../../scenarios/standard.ts";
import { bootTimeout, port, status, timeout } from "./numbers.ts";
import { options } from "./option.ts";
import { expectedText, header, poolVariable, text, variable } from "./words.ts";

/** Options that every command has. */
export const commonOptions = {
  color: { type: "boolean", describe: "colour in the output; --no-color turns it off (as does NO_COLOR)" },
} as const satisfies Record<string, Options>;

const appGroup = "The app:";

const configDeclared = {
  parse: text,
  negatable: true,
  describe: "configuration file to use instead of the folder's; --no-config ignores it",
  defaultDescription: "broadside.config.ts, .mts, .js, .mjs or .json, if there",
} as const;

export const configOption = options({ config: configDeclared });

const containerGroup = "Containers (docker):";

/** Options of every docker target that does not say otherwise itself. */
const containerOptions = {
  cpus: {
    type: "string",
    requiresArg: true,
    describe: "CPUs each container may use: 0.5, 2",
    defaultDescription: "no limit",
    group: containerGroup,
  },
  memory: {
    type: "string",
    requiresArg: true,
    describe: "memory each container may use: 256m, 1g",
    defaultDescription: "no limit",
    group: containerGroup,
  },
  image: {
    type: "string",
    requiresArg: true,
    describe: "image to run the app in, with its own Node.js",
    defaultDescription: "this machine's files",
    group: containerGroup,
  },
} as const satisfies Record<string, Options>;

/** Options that choose an app and how it boots; `run` and `serve` share them. */
export const appOptions = options({
  config: { ...configDeclared, group: appGroup },
  app: {
    type: "string",
    requiresArg: true,
    describe: "your own server: ./server.js, or a folder whose package.json has a start script",
    group: appGroup,
  },
  env: {
    parse: variable,
    array: true,
    nargs: 1,
    describe: "NAME=VALUE, an environment variable of the app; repeatable, saved with the results",
    group: appGroup,
  },
  cwd: {
    type: "string",
    requiresArg: true,
    describe: "folder to start the app in",
    defaultDescription: "the current folder, or that of its package.json",
    group: appGroup,
  },
  "app-port": {
    parse: port,
    describe: "the port to measure, as the app requests it, if it listens on several",
    defaultDescription: "its only one",
    group: appGroup,
  },
  "pool-variable": {
    parse: poolVariable,
    describe: "environment variable that sets how many pool threads --app starts; enables worker-threads",
    group: appGroup,
  },
  "boot-timeout": {
    parse: bootTimeout,
    describe: "how long the app may take to listen, and then to give a correct response",
    defaultDescription: "10s",
    group: appGroup,
  },
  ...containerOptions,
});

const requestGroup = "Requests to --app:";

/** Options that say what is requested; the commands that measure share them. */
export const requestOptions = options({
  path: {
    type: "string",
    requiresArg: true,
    describe: "path to request",
    defaultDescription: "/",
    group: requestGroup,
  },
  method: {
    type: "string",
    requiresArg: true,
    describe: "HTTP method: POST, PUT …",
    defaultDescription: "GET, or POST with --body",
    group: requestGroup,
  },
  body: {
    type: "string",
    requiresArg: true,
    describe: "request body, or @ and a file: '{\"a\":1}', @order.json. JSON is sent as application/json",
    group: requestGroup,
  },
  request: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "several requests by weight instead: '9 GET /api/orders' '1 POST /api/orders @order.json'",
    group: requestGroup,
  },
  header: {
    parse: header,
    array: true,
    describe: "header of every request: 'authorization: Bearer abc'; several as separate words",
    group: requestGroup,
  },
  "expect-status": {
    parse: status,
    describe: "status of a correct response; others count as failed",
    defaultDescription: "any 2xx",
    group: requestGroup,
  },
  "expect-text": {
    parse: expectedText,
    describe: "text that the body of a correct response contains",
    group: requestGroup,
  },
  timeout: {
    parse: timeout,
    describe: "how long a whole response may take before it counts as timed out: 30s",
    defaultDescription: `the scenario's, by default ${standard.timeoutSeconds}s`,
    group: "How to measure:",
  },
});
