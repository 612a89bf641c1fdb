import { resolve } from "node:path";
import type { AppConfig, DockerConfig } from "../../config.ts";
import { describeFound, fieldAt } from "../../configuration/describe-problem.ts";
import { configProblem, loadConfig, type LoadedConfig } from "../../configuration/load.ts";
import type { ReadScenario } from "../../configuration/schema.ts";
import { BroadsideError } from "../../errors.ts";
import type { App, ContainerSettings } from "../../model/index.ts";
import { nameOf, type SaidOfOwn } from "../choose/own-scenario.ts";
import { parseLoad } from "../load-option.ts";
import { parseObjectives } from "../requirements.ts";
import { chooseApp } from "../choose/app.ts";
import { packageNameFor, type Start } from "../../start/read-start.ts";
import { checkContainers } from "../choose/containers.ts";
import { parseTarget } from "../choose/target.ts";
import { type File, type Place, within } from "./within.ts";
import { configuredRequests } from "./requests.ts";
import { blockCount, connectionCount, duration, timeout, warmup, workerCounts } from "../options/numbers.ts";
import { poolVariable as variableName } from "../options/words.ts";
import type { Parse } from "../values.ts";

/** A scenario of a configuration, as far as it is said there. */
export type Configured = Required<SaidOfOwn> & {
  /** The file that says it. */
  readonly source: string;
  /**
   * Looks for its app, which may not be there yet: what is typed wins before. Undefined where none is said. Throws
   * `app-not-found`.
   */
  readonly start: (() => Start) | undefined;
};

/** The scenarios of the configuration that there is, or of the one that is named; none when it is not wanted. */
export async function configuredScenarios(named: string | false | undefined): Promise<readonly Configured[]> {
  const loaded = named === false ? null : await loadConfig(process.cwd(), named);
  return loaded === null ? [] : scenariosOf(loaded);
}

/** Throws `config-invalid` when it is not said. */
export function configuredStart({ source, start }: Configured): Start {
  if (start !== undefined) return start();
  throw configProblem(source, 'app is missing; give the script that starts the server, such as "./server.js"');
}

/** Whether it is called so: an app that is not there yet has no name of its own. */
export function isCalled(name: string, { settings, start }: Configured): boolean {
  if (settings.name !== undefined || start === undefined) return settings.name === name;
  try {
    return nameOf(start()) === name;
  } catch (error) {
    if (error instanceof BroadsideError && error.code === "app-not-found") return false;
    throw error;
  }
}

/** The first is what is measured unless another is named. */
function scenariosOf({ config, ...file }: LoadedConfig): readonly Configured[] {
  const { scenarios, ...shared } = config;
  if (scenarios === undefined) return [readScenario(file, shared, (field) => [field])];
  return Object.entries(scenarios).map(([name, own]) => {
    const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    const place = (field: string): Place => (field in said ? ["scenarios", name, field] : [field]);
    return readScenario(file, { ...shared, ...said }, place, name);
  });
}

function appOf(file: File, place: Place, said: string | AppConfig): Start {
  const { name, folder } = file;
  const {
    script,
    cwd,
    args = [],
    env = {},
    nodeArgs,
    port,
    poolVariable,
  } = typeof said === "string" ? { script: said } : said;
  const start = chooseApp(resolve(folder, script), `${name}: ${describeFound(place, script)}`);
  const app: App = {
    ...start.app,
    args: [...start.app.args, ...args],
    env: { ...start.app.env, ...env },
    cwd: cwd === undefined ? (start.app.cwd ?? folder) : resolve(folder, cwd),
    ...(nodeArgs === undefined ? {} : { nodeArgs: [...(start.app.nodeArgs ?? []), ...nodeArgs] }),
    ...(port === undefined ? {} : { port }),
    ...(poolVariable === undefined
      ? {}
      : {
          poolVariable: within(file, [...place, "poolVariable"], poolVariable, () =>
            variableName(poolVariable, "pool-variable"),
          ),
        }),
  };
  return { ...packageNameFor(app.script, folder), ...start, app };
}

function readScenario(file: File, said: ReadScenario, placeOf: (field: string) => Place, name?: string): Configured {
  /** What a value comes to, by the same rules as on the command line. */
  const take = <Value, Result>(
    field: keyof ReadScenario,
    value: Value | undefined,
    read: (value: Value) => Result,
  ): Result | undefined => (value === undefined ? undefined : within(file, placeOf(field), value, () => read(value)));
  /** The same of what the command line takes as a text. */
  const parsed = <Value>(field: keyof ReadScenario, value: unknown, parse: Parse<Value>): Value | undefined =>
    take(field, value, (given) => parse(String(given), field));
  const { title, description, connectionMode, requests = ["/"], headers = {} } = said;
  const { app } = said;
  return {
    source: file.name,
    start: app === undefined ? undefined : () => appOf(file, placeOf("app"), app),
    requests: configuredRequests(file, placeOf("requests"), requests, headers),
    settings: {
      name,
      title,
      description,
      connectionMode,
      timeoutSeconds: parsed("timeout", said.timeout, timeout),
      strategies: take("targets", said.targets, checkedTargets),
      workers: parsed("workers", said.workers, workerCounts),
      nodes: take("node", said.node, (names) => ({
        names,
        folder: file.folder,
        said: `${file.name}: ${fieldAt(placeOf("node"))}`,
      })),
      containers: said.docker === undefined ? undefined : containersOf(file, placeOf("docker"), said.docker),
      connections: parsed("connections", said.connections, connectionCount),
      load: take("load", said.load, checkedLoad),
      warmupSeconds: parsed("warmup", said.warmup, warmup),
      measuredSeconds: parsed("duration", said.duration, duration),
      blocks: parsed("blocks", said.blocks, blockCount),
      objectives: take("slo", said.slo, checkedObjectives),
    },
  };
}

function containersOf(file: File, place: Place, { cpus, memory, image }: DockerConfig): ContainerSettings {
  const settings = { cpus: cpus === undefined ? undefined : String(cpus), memory, image };
  for (const [name, value] of Object.entries(settings)) {
    within(file, [...place, name], value, () => checkContainers({ [name]: value }));
  }
  return settings;
}

function checkedLoad(load: string): string {
  parseLoad(load);
  return load;
}

function checkedObjectives(texts: readonly string[]): readonly string[] {
  parseObjectives(texts, Infinity);
  return texts;
}

function checkedTargets(targets: "all" | readonly string[]): readonly string[] {
  if (targets === "all") return [targets];
  for (const target of targets) parseTarget(target);
  return targets;
}
