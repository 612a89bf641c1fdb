import { scenarios } from "../../../scenarios/index.ts";
import { strategies } from "../../../targets/index.ts";
import { choicesOf, type Strategy } from "../../../targets/strategy.ts";
import type { Scenario } from "../../model/index.ts";
import { plural } from "../../units.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import type { ListArguments } from "../options.ts";
import { programName, type Terminal } from "../terminal.ts";

const nameWidth = 22;

function describeScenario(scenario: Scenario): string {
  const { name, title, bound, connections, connectionMode, blocks, warmupSeconds, measuredSeconds } = scenario;
  const how = connectionMode === "keep-alive" ? "kept alive" : "a new one for each request";
  return [
    `  ${name.padEnd(nameWidth)}${title}`,
    `  ${"".padEnd(nameWidth)}${bound}; ${plural(connections, "connection")}, ${how}; ${blocks} blocks of ${warmupSeconds} s + ${measuredSeconds} s`,
  ].join("\n");
}

function describeStrategy(strategy: Strategy): string {
  const options = Object.values(strategy.options)
    .flatMap(choicesOf)
    .map((choice) => `${strategy.name}:${choice}`);
  const missing = strategy.missing?.(process.cwd()) ?? null;
  const workers = strategy.fixedWorkers === undefined ? "N workers" : plural(strategy.fixedWorkers, "worker");
  return [
    `  ${strategy.name.padEnd(nameWidth)}${strategy.summary}`,
    `  ${"".padEnd(nameWidth)}${workers}; further processes: ${strategy.extraProcesses}; needs ${strategy.needs}${missing === null ? "" : ` – ${missing}`}${options.length === 0 ? "" : `; choices: ${options.join(", ")}`}`,
  ].join("\n");
}

/** `broadside list`: every scenario and strategy. */
export function listCommand(argv: ListArguments, terminal: Terminal): ExitCode {
  if (argv.json ?? false) {
    const described = strategies.map(
      ({ name, title, summary, options, fixedWorkers, extraProcesses, needs, missing }) => ({
        name,
        title,
        summary,
        options,
        fixedWorkers: fixedWorkers ?? null,
        extraProcesses,
        needs,
        missing: missing?.(process.cwd()) ?? null,
      }),
    );
    terminal.out(`${JSON.stringify({ scenarios, strategies: described }, null, 2)}\n`);
    return exitCodes.done;
  }
  const sections = [
    "Scenarios (--scenario NAME):",
    ...scenarios.map(describeScenario),
    "",
    `Strategies (--targets NAME,NAME, or: ${programName()} serve NAME):`,
    ...strategies.map(describeStrategy),
  ];
  terminal.out(`${sections.join("\n")}\n`);
  return exitCodes.done;
}
