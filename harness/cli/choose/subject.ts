import { findScenario, scenarios } from "../../../scenarios/index.ts";
import { BroadsideError } from "../../errors.ts";
import type { Scenario, Subject } from "../../model/index.ts";
import { type Configured, configuredScenarios, configuredStart, isCalled } from "../configured/scenarios.ts";
import { type AppArguments, appOptionsGiven, chooseApp, withAppOptions } from "./app.ts";
import type { External } from "./externals.ts";
import { known } from "./known.ts";
import { ownScenario, ownSubject, type SaidOfOwn, usualRequests } from "./own-scenario.ts";
import type { Start } from "../../start/read-start.ts";
import { chooseRequests, type RequestArguments, withOptionsForAll } from "./requests.ts";

/** Options that say what is requested of an app of the user's own. */
const requestOptions = ["path", "method", "body", "request", "header", "expect-status", "expect-text"] as const;

/** Options that choose what runs, as they were given. */
type SubjectArguments = RequestArguments &
  AppArguments & {
    readonly scenario: string | undefined;
    readonly config: string | false | undefined;
    readonly app: string | undefined;
    readonly timeout?: number | undefined;
  };

/**
 * What to run: a scenario by its name, one of the configuration's or one that comes with Broadside; or a server of the
 * user's own. By default the first of the configuration, or `cpu-report`. Of what is configured the command line may
 * say otherwise.
 */
export async function chooseSubject(argv: SubjectArguments): Promise<Scenario> {
  return withTimeout(await chooseScenarioOrApp(argv), argv);
}

/** How long its responses may take is for the user to say, of any scenario. */
function withTimeout<Chosen extends Subject>(subject: Chosen, { timeout }: SubjectArguments): Chosen {
  return timeout === undefined ? subject : { ...subject, timeoutSeconds: timeout };
}

async function chooseScenarioOrApp(argv: SubjectArguments): Promise<Scenario> {
  const configured = await configuredScenarios(argv.config);
  const { scenario } = argv;
  const own = configured.find((each) => scenario === undefined || isCalled(scenario, each));
  if (own !== undefined) {
    return argv.app === undefined
      ? chooseOwn(configuredStart(own), own, argv)
      : chooseOwn(chooseApp(argv.app), saidOfAnother(own, argv), argv);
  }
  if (argv.app !== undefined && argv.scenario === undefined) return chooseOwn(chooseApp(argv.app), {}, argv);
  const requested = requestOptions.filter((name) => argv[name] !== undefined).map((name) => `--${name}`);
  const [stray] = [...requested, ...appOptionsGiven(argv)];
  if (argv.app !== undefined) {
    throw new BroadsideError(
      "usage",
      "--app and --scenario exclude each other",
      "A scenario brings its own app; to measure yours, leave --scenario out.",
    );
  }
  if (stray !== undefined) {
    throw new BroadsideError("usage", `${stray} needs --app`, 'Scenarios have their own app; see the command "list".');
  }
  return chooseScenario(argv.scenario ?? "cpu-report", configured);
}

/** What is said of the configured app and holds for another: not what that one is called, unless it was asked for by name. */
function saidOfAnother(own: Configured, { scenario }: SubjectArguments): SaidOfOwn {
  if (own.start === undefined) return own;
  const { name, ...settings } = own.settings;
  return {
    ...own,
    settings: {
      ...settings,
      name: scenario === undefined ? undefined : name,
      title: undefined,
      description: undefined,
    },
  };
}

/** What is said of it, with what the command line says otherwise. */
function chooseOwn(start: Start, said: SaidOfOwn, argv: SubjectArguments): Scenario {
  const { note } = start;
  const requests = chooseRequests(argv);
  const scenario = ownScenario(
    { ...start, app: withAppOptions(start.app, argv) },
    {
      requests: withOptionsForAll(requests ?? said.requests ?? usualRequests, argv),
      // A title speaks of the requests that it was written for.
      settings: { ...said.settings, ...(requests === null ? {} : { title: undefined }) },
    },
  );
  return note === undefined ? scenario : { ...scenario, description: `${scenario.description} ${note}`, started: note };
}

/** The scenario of that name; throws `unknown-scenario`. */
function chooseScenario(name: string, configured: readonly Configured[]): Scenario {
  const scenario = findScenario(name);
  if (scenario !== undefined) return scenario;
  const names = [...configured.map(({ settings }) => settings.name ?? ""), ...scenarios.map((each) => each.name)];
  throw new BroadsideError(
    "unknown-scenario",
    `there is no scenario called "${name}"`,
    known(names.filter((each) => each !== "")),
  );
}

/** What to run where deployments may be measured: without an app or a scenario, requests to them alone. */
export async function chooseSubjectOr(argv: SubjectArguments, externals: readonly External[]): Promise<Subject> {
  const isNamed = argv.app !== undefined || argv.scenario !== undefined || appOptionsGiven(argv).length > 0;
  if (isNamed || externals.length === 0) return chooseSubject(argv);
  const [own] = await configuredScenarios(argv.config);
  if (own?.start !== undefined) return chooseSubject(argv);
  return withTimeout(externalSubject(externals, own ?? {}, argv), argv);
}

function externalSubject(externals: readonly External[], said: SaidOfOwn, argv: SubjectArguments): Subject {
  const places = externals.map(({ options, deployment: { url } }) => options["name"] ?? new URL(url).host);
  const requests = withOptionsForAll(chooseRequests(argv) ?? said.requests ?? usualRequests, argv);
  const name = places.map((place) => place.replaceAll(/[^\w.-]+/g, "-").replace(/^-+/, "")).join("-");
  const naming = { name, called: places.join(", "), what: "An existing deployment, as it is." };
  return { ...ownSubject(naming, { ...said, requests }), app: null, strategies: [] };
}
