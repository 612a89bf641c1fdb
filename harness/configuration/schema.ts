import { z } from "zod";
import type { AppConfig, Config, DockerConfig, ExpectConfig, RequestConfig, ScenarioConfig, Time } from "../config.ts";
import { isFramingHeader, isHeaderName, isHeaderValue, isMethod, isPath } from "../load/request-parts.ts";
import { structure } from "../store/structure.ts";

// A message says what a value is to be: describe-problem.ts makes a sentence of it.

function that<Value>(right: string, holds: (value: unknown) => boolean) {
  return z.custom<Value>(holds, right);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isList(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(holds);
}

const text = that<string>("a string", isText);
const texts = that<readonly string[]>("a list of strings", (value) => isList(value, isText));
const whole = that<number>("a whole number", Number.isInteger);

const time = that<Time>('a time, such as "3s" or "500ms", or a number of seconds', (value) =>
  typeof value === "string" ? /^\d+(\.\d+)?(ms|s|m|h)?$/.test(value) : Number.isFinite(value) && Number(value) >= 0,
);

const environment = z.record(
  z.string(),
  that<string>("a string", (value) => typeof value === "string"),
  {
    error: "an object of environment variables, each a string",
  },
);

const headers = z.record(
  z.string().refine((name) => isHeaderName(name) && !isFramingHeader(name)),
  that<string>("the value of a header: one line of text", (value) => typeof value === "string" && isHeaderValue(value)),
  {
    error:
      'an object of headers of your own, such as { accept: "text/html" }; those that say where a request ends and what becomes of its connection are written for you',
  },
);

function objectOf(fields: object): string {
  return `an object of ${Object.keys(fields).join(", ")}`;
}

const expectationFields = {
  status: z.optional(
    that<number>(
      "a status from 200 to 599",
      (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
    ),
  ),
  text: z.optional(text),
};

const requestFields = {
  name: z.optional(text),
  weight: z.optional(that<number>("a number above 0", (value) => Number.isFinite(value) && Number(value) > 0)),
  method: z.optional(
    that<string>("an HTTP method such as GET", (value) => typeof value === "string" && isMethod(value.toUpperCase())),
  ),
  path: that<string>(
    "the path of a URL as it is sent, such as /api/orders?q=a%20b",
    (value) => typeof value === "string" && isPath(value),
  ),
  headers: z.optional(headers),
  body: z.optional(
    that<string | object>(
      "a string, a list or an object",
      (value) => typeof value === "string" || (typeof value === "object" && value !== null),
    ),
  ),
  expect: z.optional(structure<ExpectConfig>()(expectationFields, objectOf(expectationFields))),
};

const request = structure<RequestConfig>()(requestFields, objectOf(requestFields));

const appFields = {
  script: text,
  args: z.optional(z.array(text).readonly()),
  env: z.optional(environment),
  cwd: z.optional(text),
  nodeArgs: z.optional(z.array(text).readonly()),
  port: z.optional(
    that<number>(
      "a port from 1 to 65535",
      (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535,
    ),
  ),
  poolVariable: z.optional(text),
};

const app = structure<AppConfig>()(appFields, objectOf(appFields));

const dockerFields = {
  cpus: z.optional(
    that<number | string>("a number of CPUs, such as 0.5", (value) => typeof value === "number" || isText(value)),
  ),
  memory: z.optional(text),
  image: z.optional(text),
};

const scenarioFields = {
  title: z.optional(text),
  description: z.optional(text),
  app: z.optional(z.union([text, app], 'the script that starts the server, such as "./server.js"')),
  requests: z.optional(
    z
      .array(
        z.union([text, request], 'a request such as "GET /api/orders" or { path: "/api/orders" }'),
        "a list of requests",
      )
      .min(1, "a list of one request or more")
      .readonly(),
  ),
  headers: z.optional(headers),
  targets: z.optional(
    that<"all" | readonly string[]>(
      'a list of strategies such as ["single", "cluster-os"], or "all"',
      (value) => value === "all" || isList(value, isText),
    ),
  ),
  workers: z.optional(
    that<number | readonly number[]>(
      "a whole number, or a list of them",
      (value) => Number.isInteger(value) || isList(value, Number.isInteger),
    ),
  ),
  node: z.optional(
    that<readonly string[]>('a list of versions such as ["22", "24"]', (value) => isList(value, isText)),
  ),
  docker: z.optional(structure<DockerConfig>()(dockerFields, objectOf(dockerFields))),
  connections: z.optional(whole),
  connectionMode: z.optional(z.enum(["keep-alive", "per-request"], '"keep-alive" or "per-request"')),
  load: z.optional(text),
  timeout: z.optional(time),
  warmup: z.optional(time),
  duration: z.optional(time),
  blocks: z.optional(whole),
  slo: z.optional(texts),
};

const scenario = structure<ScenarioConfig>()(scenarioFields, objectOf(scenarioFields));

const scenarioName = z.string().regex(/^[\w.-]+$/);

const configFields = {
  ...scenarioFields,
  scenarios: z.optional(
    z
      .record(scenarioName, scenario, {
        error: "an object of scenarios by name; a name is of letters, digits, dots, hyphens and underscores",
      })
      .refine((scenarios) => Object.keys(scenarios).length > 0, "an object of one scenario or more"),
  ),
};

/** The structure of `broadside.config.ts`. What it names, and the ranges of its numbers, is for those who use them to check. */
export const configSchema = structure<Config>()(configFields, objectOf(configFields));

/** `structure` compares what the schema allows with the types; this compares what the types allow with the schema. */
true satisfies Config extends z.output<typeof configSchema> ? true : false;

export type ReadConfig = z.output<typeof configSchema>;
export type ReadScenario = Omit<ReadConfig, "scenarios">;
