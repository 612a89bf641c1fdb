/**
 * The types of `broadside.config.ts`, which says what `broadside` measures in a folder. docs/config.md has them in a table.
 *
 * ```ts
 * import { defineConfig } from "broadside";
 *
 * export default defineConfig({
 *   app: "./server.js",
 *   requests: ["9 GET /api/orders", "1 POST /api/orders @order.json"],
 * });
 * ```
 */

/** A time with its unit, `"500ms"`, `"3s"`, `"1m"`; without one it is of seconds: `3`. */
export type Time = number | `${number}${"ms" | "s" | "m" | ""}`;

/** What a right answer looks like. One that differs is counted as failed, never as fast. */
export type ExpectConfig = {
  /** The exact status. By default any 2xx. */
  readonly status?: number | undefined;
  /** Text that the body contains. */
  readonly text?: string | undefined;
};

/** One kind of request. `"3 POST /api/orders @order.json"` is short for its weight, method, path and body. */
export type RequestConfig = {
  /** What it is called in reports. By default its method and path. */
  readonly name?: string | undefined;
  /** How often it is sent, relative to the other requests. By default 1. */
  readonly weight?: number | undefined;
  /** `"GET"`, or with a body `"POST"`, unless it is said. */
  readonly method?: string | undefined;
  /** As it is sent, query included: `"/api/orders?page=2"`. */
  readonly path: string;
  /** Beside those of all requests. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text; a list or an object is sent as JSON; `"@order.json"` is what the file holds. */
  readonly body?: string | object | undefined;
  readonly expect?: ExpectConfig | undefined;
};

/** An ordinary server script. It never knows that it is being scaled or measured. */
export type AppConfig = {
  /** The script that starts the server; or the folder of a package.json, which is started as `npm start` would. */
  readonly script: string;
  /** What is written after the script's name. */
  readonly args?: readonly string[] | undefined;
  /** Environment variables, beside those that there are. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The folder that it is started in. By default that of the configuration, or of the package.json. */
  readonly cwd?: string | undefined;
  /** Options of Node.js: `["--max-old-space-size=512"]`. */
  readonly nodeArgs?: readonly string[] | undefined;
  /** Of several ports that it listens on the one to measure, as it asks for it. */
  readonly port?: number | undefined;
  /** The environment variable by which it takes its number of pool threads; makes `worker-threads` apply. */
  readonly poolVariable?: string | undefined;
};

/** Containers of the target `docker`, of those that do not say otherwise themselves. */
export type DockerConfig = {
  /** CPUs that each may use: `0.5`. By default no limit. */
  readonly cpus?: number | string | undefined;
  /** Memory that each may use: `"256m"`. By default no limit. */
  readonly memory?: string | undefined;
  /** The image to run the app in, with a Node.js of its own. By default this machine's files. */
  readonly image?: string | undefined;
};

/** What is measured. What is left out is Broadside's own default. Files are named from the folder of the configuration. */
export type ScenarioConfig = {
  /** In a few words, for reports. */
  readonly title?: string | undefined;
  /** A sentence or two: what this exercises. */
  readonly description?: string | undefined;
  /** The script that starts the server, `"./server.js"`; or `"."`, for what `npm start` would run. */
  readonly app?: string | AppConfig | undefined;
  /** What is asked of it: `["/", "3 POST /api/orders @order.json", { path: "/api", expect: { text: "ok" } }]`. By default `["/"]`. */
  readonly requests?: readonly (string | RequestConfig)[] | undefined;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Strategies to compare, the first is the baseline: `["single", "cluster-os"]`, or `"all"`. The command `list` names them. */
  readonly targets?: "all" | readonly string[] | undefined;
  /** Worker counts. Commands that take one take the largest. By default what the machine can run at once. */
  readonly workers?: number | readonly number[] | undefined;
  /** Versions of Node.js to compare: `["22", "24"]`, or paths of programs. By default the one that runs Broadside. */
  readonly node?: readonly string[] | undefined;
  /** Limits and image of each container. */
  readonly docker?: DockerConfig | undefined;
  /** Concurrent connections of the closed loop, each waiting for its answer. By default 32. */
  readonly connections?: number | undefined;
  /** `"per-request"` opens a new connection for every request. By default `"keep-alive"`. */
  readonly connectionMode?: "keep-alive" | "per-request" | undefined;
  /** The load of a run: `"closed"`, or `"open:200"` for 200 requests per second; the forms of `--load`. By default closed. */
  readonly load?: string | undefined;
  /** What a request may take before it counts as timed out. By default `"10s"`. */
  readonly timeout?: Time | undefined;
  /** Load before the measured time. By default `"2s"`. */
  readonly warmup?: Time | undefined;
  /** Measured time of each trial. By default `"3s"`. */
  readonly duration?: Time | undefined;
  /** How often each arm is measured; to rank, 6 for up to 3 arms, 7 for up to 7. By default 8. */
  readonly blocks?: number | undefined;
  /** What the command `capacity` holds: `["p99<100ms", "errors<1%"]`. */
  readonly slo?: readonly string[] | undefined;
};

/**
 * What `broadside.config.ts` exports. With `scenarios`, the fields beside it are what these have in common, each may say
 * otherwise, and `broadside` alone measures the first of them.
 */
export type Config = ScenarioConfig & {
  /** By name: `broadside --scenario NAME`. */
  readonly scenarios?: Readonly<Record<string, ScenarioConfig>> | undefined;
};

/** The configuration as it is: it lets an editor complete and check it. */
export function defineConfig(config: Config): Config {
  return config;
}
