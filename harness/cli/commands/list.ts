import { scenarios } from "../../../scenarios/index.ts";
import { jsonText } from "../../../reports/json-text.ts";
import { printable } from "../../../reports/text.ts";
import { described as strategies } from "../../../targets/index.ts";
import { choicesOf, type StrategyInfo } from "../../../targets/strategy.ts";
import { BroadsideError } from "../../errors.ts";
import type { Subject } from "../../model/index.ts";
import { percent, plural } from "../../units.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { ownScenario, ownSubject } from "../choose/own-scenario.ts";
import { type Configured, configuredScenarios } from "../configured/scenarios.ts";
import type { ListArguments } from "../options/list.ts";
import { missingOf } from "../missing.ts";
import { programName, type Terminal } from "../terminal.ts";

const nameWidth = 22;

function describeScenario(scenario: Subject): string {
  const { name, title, bound, connections, connectionMode, blocks, warmupSeconds, measuredSeconds } = scenario;
  const load =
    scenario.openShare === undefined
      ? ""
      : `an open load at ${percent(scenario.openShare, 2)} of the baseline's throughput; `;
  const how = connectionMode === "keep-alive" ? "kept alive" : "a new one for each request";
  return [
    `  ${name.padEnd(nameWidth)}${printable(title)}`,
    `  ${"".padEnd(nameWidth)}${bound === "unknown" ? "" : `${bound}; `}${load}${plural(connections, "connection")}, ${how}; ${plural(blocks, "block")} of ${warmupSeconds} s + ${measuredSeconds} s`,
  ].join("\n");
}

function describeStrategy(strategy: StrategyInfo): string {
  const options = Object.values(strategy.options)
    .flatMap(choicesOf)
    .map((choice) => `${strategy.name}:${choice}`);
  const missing = missingOf(strategy);
  const { fixedWorkers } = strategy;
  const workers =
    fixedWorkers === undefined ? "N workers" : fixedWorkers === null ? "as deployed" : plural(fixedWorkers, "worker");
  return [
    `  ${strategy.name.padEnd(nameWidth)}${strategy.summary}`,
    `  ${"".padEnd(nameWidth)}${workers}; further processes: ${strategy.extraProcesses}; needs ${strategy.needs}${missing === null ? "" : ` – ${missing}`}${options.length === 0 ? "" : `; choices: ${options.join(", ")}`}`,
  ].join("\n");
}

/** A scenario of the configuration; without an app that is there it is requests, for what the command line names. */
function configuredSubject(said: Configured): Subject {
  try {
    if (said.start !== undefined) return ownScenario(said.start(), said);
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code !== "app-not-found") throw error;
    const naming = { name: "requests", called: "an app that does not exist yet", what: `${error.message}.` };
    return { ...ownSubject(naming, said), app: null };
  }
  const naming = {
    name: "requests",
    called: "the app or deployment named by --app or --external-url",
    what: "No app is configured.",
  };
  return { ...ownSubject(naming, said), app: null };
}

/** `broadside list`: every scenario, those of the configuration first, and every strategy. */
export async function listCommand(argv: ListArguments, terminal: Terminal): Promise<ExitCode> {
  const own = (await configuredScenarios(argv.config)).map(configuredSubject);
  const ownNames = new Set(own.map(({ name }) => name));
  const others = scenarios.filter(({ name }) => !ownNames.has(name));
  if (argv.json ?? false) {
    const described = strategies.map((strategy) => {
      const { name, title, summary, options, fixedWorkers = null, extraProcesses, needs } = strategy;
      const missing = missingOf(strategy);
      return { name, title, summary, options, fixedWorkers, extraProcesses, needs, missing };
    });
    terminal.out(jsonText({ scenarios: [...own, ...others], strategies: described }));
    return exitCodes.done;
  }
  const sections = [
    ...(own.length === 0 ? [] : ["Scenarios of your configuration:", ...own.map(describeScenario), ""]),
    "Scenarios (--scenario NAME):",
    ...others.map(describeScenario),
    "",
    `Strategies (--targets NAME,NAME, or: ${programName()} serve NAME):`,
    ...strategies.map(describeStrategy),
  ];
  terminal.out(`${sections.join("\n")}\n`);
  return exitCodes.done;
}
