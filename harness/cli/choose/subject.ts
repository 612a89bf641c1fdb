import { accessSync, constants, statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { findScenario, scenarios } from "../../../scenarios/index.ts";
import { standard } from "../../../scenarios/standard.ts";
import { BroadsideError } from "../../errors.ts";
import type { App, RequestKind, Scenario } from "../../model/index.ts";
import { plural } from "../../units.ts";
import { known } from "./known.ts";

/** Connections for a server of the user's own: some for each of the workers that most machines run. */
const ownAppConnections = 32;

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
