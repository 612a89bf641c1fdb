import { accessSync, constants, statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { findScenario, scenarios } from "../../../scenarios/index.ts";
import { standard } from "../../../scenarios/standard.ts";
import { BroadsideError } from "../../errors.ts";
import type { App, RequestKind, Scenario, Variation } from "../../model/index.ts";
import { list, plural } from "../../units.ts";
import { known } from "./known.ts";
import { makeRequest } from "./request.ts";
import { chooseRequests, type RequestArguments, withOptionsForAll } from "./requests.ts";

/** Connections for a server of the user's own: some for each of the workers that most machines run. */
const ownAppConnections = 32;

/** Requests that a title names, at most. */
const fewNames = 3;

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

/** What a server of the user's own is asked for unless it is said. */
const usualRequests = [makeRequest({ path: "/" })];

/** A scenario made from a server of the user's own. For a map, each of its requests is a workload of its own. */
export function ownScenario(app: App, requests: readonly RequestKind[] = usualRequests): Scenario {
  const file = basename(app.script);
  const names = requests.map(({ name }) => name);
  const isAnyAnswer = requests.every(({ expect }) => Object.keys(expect).length === 0);
  return {
    ...standard,
    name: basename(app.script, extname(app.script)),
    title: `${names.length > fewNames ? plural(names.length, "request") : list(names)} of ${file}`,
    description: `A server of your own, unchanged, under each strategy. ${isAnyAnswer ? "Any 2xx answer counts as right." : "An answer that is not as expected counts as failed."}`,
    bound: "unknown",
    app,
    requests,
    connectionMode: "keep-alive",
    connections: ownAppConnections,
    ...(requests.length === 1 ? {} : { variations: requests.map(workloadOf(standard)) }),
  };
}

function workloadOf({ dependencies }: Pick<Scenario, "dependencies">): (request: RequestKind) => Variation {
  return (request) => ({ name: request.name, title: request.name, dependencies, requests: [request] });
}

/** Options that say more about an app of the user's own. */
const appOptions = [
  "path",
  "method",
  "body",
  "request",
  "header",
  "expect-status",
  "expect-text",
  "pool-variable",
] as const;

/** Options that choose what runs, as they were given. */
type SubjectArguments = RequestArguments & {
  readonly scenario: string | undefined;
  readonly app: string | undefined;
  readonly "pool-variable": string | undefined;
};

/** What to run: a scenario by its name, or a server of the user's own; by default `cpu-report`. */
export function chooseSubject(argv: SubjectArguments): Scenario {
  if (argv.app === undefined) {
    const stray = appOptions.find((name) => argv[name] !== undefined);
    if (stray === undefined) return chooseScenario(argv.scenario ?? "cpu-report");
    throw new BroadsideError(
      "usage",
      `--${stray} goes with --app`,
      'Scenarios know their own app; see the command "list".',
    );
  }
  if (argv.scenario === undefined) {
    const app = chooseApp(argv.app, argv["pool-variable"]);
    return ownScenario(app, withOptionsForAll(chooseRequests(argv) ?? usualRequests, argv));
  }
  throw new BroadsideError(
    "usage",
    "--app and --scenario exclude each other",
    "A scenario brings its own app; for one of your own, leave --scenario out.",
  );
}
