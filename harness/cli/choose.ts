import { randomInt } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, extname, join, resolve } from "node:path";
import { findScenario, scenarios } from "../../scenarios/index.ts";
import { standard } from "../../scenarios/standard.ts";
import { findStrategy, strategies } from "../../targets/index.ts";
import { choicesOf, isAllowed, optionValue, type Strategy } from "../../targets/strategy.ts";
import { BroadsideError } from "../errors.ts";
import type {
  App,
  ArrivalProcess,
  ClosedLoad,
  FairSettings,
  Load,
  NotApplicable,
  RequestKind,
  Scenario,
} from "../model/index.ts";
import type { ArmInput } from "../plan.ts";
import { plural } from "../units.ts";
import { parseLoad } from "./load-option.ts";
import type { Destination } from "./new-folder.ts";
import { seconds, wholeNumber, wholeNumbers } from "./values.ts";

/** The same for every arm; why these values: the reasons are in docs/method.md. */
export const fairSettings: FairSettings = {
  backlog: 511,
  keepAliveTimeoutSeconds: 72,
  maxRequestsPerSocket: 0,
  noDelay: true,
  uvThreadpoolSize: 4,
};

const workerRange = { min: 1, max: 256 };
const generatorRange = { min: 1, max: 64 };

/** Connections for a server of the user's own: some for each of the workers that most machines run. */
const ownAppConnections = 32;

/**
 * Connections of an open load, at most: enough that requests seldom wait for one, as those of as many users would not.
 * With few, the client would hand each request to whichever worker is free first, as no crowd of users does.
 */
const openConnections = 256;

function known(names: readonly string[]): string {
  return `Known are: ${names.join(", ")}.`;
}

/** The scenario of that name; throws `unknown-scenario`. */
function chooseScenario(name: string): Scenario {
  const scenario = findScenario(name);
  if (scenario !== undefined) return scenario;
  throw new BroadsideError(
    "unknown-scenario",
    `no scenario is called "${name}"`,
    known(scenarios.map((each) => each.name)),
  );
}

/** The strategy of that name; throws `unknown-strategy`. */
export function chooseStrategy(name: string): Strategy {
  const strategy = findStrategy(name);
  if (strategy !== undefined) return strategy;
  throw new BroadsideError(
    "unknown-strategy",
    `no strategy is called "${name}"`,
    known(strategies.map((each) => each.name)),
  );
}

/** A server of the user's own, as an app; throws `app-not-found`. */
function chooseApp(script: string, poolVariable: string | undefined): App {
  const path = resolve(script);
  try {
    accessSync(path, constants.R_OK);
    if (!statSync(path).isFile()) throw new Error("it is not a file");
  } catch {
    throw new BroadsideError(
      "app-not-found",
      `--app ${script}: no such file can be read`,
      "Name the script that starts the server, e.g. --app ./server.js",
    );
  }
  return { script: path, args: [], env: {}, ...(poolVariable === undefined ? {} : { poolVariable }) };
}

/** A GET, expected to be answered with a 2xx status; throws `bad-option`. */
function ownRequest(path: string): RequestKind {
  if (!/^\/[!-~]*$/.test(path) || path.includes("#")) {
    throw new BroadsideError(
      "bad-option",
      `--path is "${path}"`,
      "It is the path of a URL as it is sent: it starts with a slash, and spaces and the like are percent-encoded: /api/orders?q=a%20b",
    );
  }
  return { name: path, weight: 1, method: "GET", path, headers: {}, expect: {} };
}

/** A scenario made from a server of the user's own: one request, to the path. */
export function ownScenario(app: App, path: string): Scenario {
  const request = ownRequest(path);
  const name = basename(app.script, extname(app.script));
  return {
    ...standard,
    name,
    title: `GET ${path} of ${basename(app.script)}`,
    description: "A server of your own, unchanged, under each strategy. Any 2xx answer counts as right.",
    bound: "unknown",
    app,
    requests: [request],
    connectionMode: "keep-alive",
    connections: ownAppConnections,
  };
}

/** The same with several paths, each a workload of its own: the rows of a map. */
export function withPaths(scenario: Scenario, paths: readonly string[]): Scenario {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new BroadsideError("bad-option", `--path ${twice} is given twice`, "Give each once.");
  const variations = paths.map((path) => ({
    name: path,
    title: `GET ${path}`,
    dependencies: scenario.dependencies,
    requests: [ownRequest(path)],
  }));
  return { ...scenario, title: `${plural(paths.length, "path")} of ${basename(scenario.app.script)}`, variations };
}

/** Options that choose what runs, as they were given. */
type SubjectArguments = {
  readonly scenario: string | undefined;
  readonly app: string | undefined;
  /** Say more about `app`. */
  readonly path?: string | undefined;
  readonly "pool-variable": string | undefined;
};

/** What to run: a scenario by its name, or a server of the user's own; by default `cpu-report`. */
export function chooseSubject(argv: SubjectArguments): Scenario {
  if (argv.app === undefined) {
    const stray = (["path", "pool-variable"] as const).find((name) => argv[name] !== undefined);
    if (stray === undefined) return chooseScenario(argv.scenario ?? "cpu-report");
    throw new BroadsideError(
      "usage",
      `--${stray} goes with --app`,
      'Scenarios know their own app; see the command "list".',
    );
  }
  if (argv.scenario === undefined) return ownScenario(chooseApp(argv.app, argv["pool-variable"]), argv.path ?? "/");
  throw new BroadsideError(
    "usage",
    "--app and --scenario exclude each other",
    "A scenario brings its own app; for one of your own, leave --scenario out.",
  );
}

/** The worker counts asked for, or what the machine can run at once. */
export function chooseWorkers(text: string | undefined): readonly number[] {
  return text === undefined ? [availableParallelism()] : wholeNumbers("workers", text, workerRange);
}

export function chooseBootTimeout(text: string | undefined): number {
  return text === undefined ? 10 : seconds("boot-timeout", text, { min: 0.1, max: 600 });
}

/** How long a run may take, seconds; Infinity unless it is limited. */
export function chooseLimit(text: string | undefined): number {
  return text === undefined ? Infinity : seconds("time", text, { min: 10, max: 86_400 });
}

type LoadArguments = {
  readonly load?: string | undefined;
  readonly arrivals?: ArrivalProcess | undefined;
  readonly connections: string | undefined;
  readonly generators: string | undefined;
  readonly duration: string | undefined;
  readonly warmup: string | undefined;
  readonly seed: string | undefined;
};

type LoadDefaults = Pick<
  Scenario,
  "connections" | "connectionMode" | "timeoutSeconds" | "warmupSeconds" | "measuredSeconds"
>;

/** The load of each trial, and the seed of their order: what was asked for, or the defaults and a seed that is drawn. */
export function chooseLoad(argv: LoadArguments, defaults: LoadDefaults) {
  const { duration, warmup, seed, arrivals } = argv;
  const shape = parseLoad(argv.load ?? "closed");
  if (shape === null && arrivals !== undefined) {
    throw new BroadsideError(
      "usage",
      "--arrivals goes with an open load",
      "In a closed loop each connection waits for its answer; give a rate: --load open:200",
    );
  }
  const ownSeconds = shape?.seconds;
  // A trace lasts as long as it says, within what --duration may be.
  const measuredSeconds = chooseDuration(
    duration ?? (ownSeconds === undefined ? undefined : `${ownSeconds}s`),
    defaults.measuredSeconds,
  );
  const pool = choosePool(argv, {
    ...defaults,
    connections: shape === null ? defaults.connections : openConnections,
  });
  const load: Load =
    shape === null
      ? { kind: "closed", ...pool }
      : { kind: "open", arrivals: arrivals ?? "poisson", profile: shape.profileOver(measuredSeconds), ...pool };
  return {
    load,
    warmupSeconds: warmup === undefined ? defaults.warmupSeconds : seconds("warmup", warmup, { min: 0, max: 3600 }),
    measuredSeconds,
    seed: chooseSeed(seed),
  };
}

/** The connections of a load, and the processes that share them. */
function choosePool(
  argv: Pick<LoadArguments, "connections" | "generators">,
  { connections: usual, connectionMode, timeoutSeconds }: LoadDefaults,
): Omit<ClosedLoad, "kind"> {
  const connections = argv.connections === undefined ? usual : chooseConnections(argv.connections);
  const generators = argv.generators === undefined ? 1 : wholeNumber("generators", argv.generators, generatorRange);
  refuseIdleGenerators(generators, connections);
  return { connections, connectionMode, timeoutSeconds, ...(generators === 1 ? {} : { generators }) };
}

/** Throws `bad-option` when there would be processes without a connection. */
export function refuseIdleGenerators(generators: number, connections: number): void {
  if (generators <= connections) return;
  throw new BroadsideError(
    "bad-option",
    `--generators is ${generators}, and there are ${plural(connections, "connection")} to share`,
    "Each process needs a connection of its own: give fewer --generators, or more --connections.",
  );
}

/** The most connections of an open load. */
export function chooseOpenConnections(text: string | undefined): number {
  return text === undefined ? openConnections : chooseConnections(text);
}

const connectionRange = { min: 1, max: 10_000 };

function chooseConnections(text: string): number {
  return wholeNumber("connections", text, connectionRange);
}

/** Several numbers of connections of a closed loop, ascending. */
export function chooseConnectionCounts(text: string): readonly number[] {
  return wholeNumbers("connections", text, connectionRange).toSorted((a, b) => a - b);
}

/** How long each trial is measured, seconds. */
export function chooseDuration(text: string | undefined, usual: number): number {
  return text === undefined ? usual : seconds("duration", text, { min: 0.25, max: 3600 });
}

/** The seed asked for, or one that is drawn. */
export function chooseSeed(text: string | undefined): number {
  return text === undefined ? randomInt(2 ** 31) : wholeNumber("seed", text, { min: 0, max: 2 ** 31 - 1 });
}

/** `results/<time>-<name>`, or where that is taken the same with a number. */
export function defaultFolder(name: string): Destination {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return { preferred: join("results", `${time}-${name.replaceAll(/[^\w.-]+/g, "-")}`) };
}

type Wanted = {
  readonly strategy: Strategy;
  readonly options: Readonly<Record<string, string>>;
  readonly label: string;
};

/** `reverse-proxy:round-robin` is a strategy and a value of one of its options. */
function parseTarget(text: string): Wanted {
  const [name = "", ...values] = text.trim().split(":");
  const strategy = chooseStrategy(name);
  const chosen = values.map((value) => {
    const entry = Object.entries(strategy.options).find(([, option]) => isAllowed(option, value));
    if (entry !== undefined) return [entry[0], value] as const;
    const allowed = Object.values(strategy.options).flatMap(choicesOf);
    const hint = allowed.length === 0 ? `${name} has no options.` : `After "${name}:" may come: ${allowed.join(", ")}.`;
    throw new BroadsideError("bad-option", `--targets: ${name} has no option "${value}"`, hint);
  });
  const options = Object.fromEntries(chosen);
  if (Object.keys(options).length < chosen.length) {
    throw new BroadsideError(
      "bad-option",
      `--targets: "${text.trim()}" has both ${values.join(" and ")}`,
      `Compare them as two targets: ${values.map((value) => `${name}:${value}`).join(",")}`,
    );
  }
  return { strategy, options, label: text.trim() };
}

/** The same for two targets that would run alike, whether an option's default is written out or not. */
function identityOf({ strategy, options }: Wanted): string {
  const values = Object.keys(strategy.options).map((option) => optionValue(strategy, options, option));
  return [strategy.name, ...values].join(":");
}

export type ChosenArms = { readonly arms: readonly ArmInput[]; readonly notApplicable: readonly NotApplicable[] };

/** The arms to compare: every strategy that applies, at every worker count that makes sense for it. */
export function chooseArms(scenario: Scenario, targets: string | undefined, workers: readonly number[]): ChosenArms {
  const names =
    targets === undefined
      ? scenario.strategies
      : targets === "all"
        ? strategies.map(({ name }) => name)
        : targets.split(",");
  const wanted = names.map(parseTarget);
  const identities = wanted.map(identityOf);
  const twice = wanted.find((_, index) => identities.indexOf(identities[index] ?? "") !== index);
  if (twice !== undefined)
    throw new BroadsideError("bad-option", `--targets names ${identityOf(twice)} twice`, "Name each once.");

  const notApplicable: NotApplicable[] = [];
  const arms: ArmInput[] = [];
  for (const { strategy, options, label } of wanted) {
    const reason = strategy.missing?.() ?? strategy.notApplicable(scenario.app);
    if (reason !== null) notApplicable.push({ strategy: label, reason });
    else {
      const counts = strategy.fixedWorkers === undefined ? workers : [strategy.fixedWorkers];
      arms.push(...counts.map((count) => ({ strategy: strategy.name, options, workers: count, label })));
    }
  }
  if (arms.length === 0) {
    const reasons = notApplicable.map(({ strategy, reason }) => `${strategy}: ${reason}`).join("; ");
    throw new BroadsideError(
      "bad-option",
      `no strategy that was asked for can run this app (${reasons})`,
      "Choose others with --targets, or leave it out for all.",
    );
  }
  return { arms, notApplicable };
}
