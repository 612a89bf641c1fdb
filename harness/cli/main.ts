import yargs, { type Argv } from "yargs";
import { asRefusalOfSystem, BroadsideError, type ErrorCode } from "../errors.ts";
import { readManifest } from "../observe/manifest.ts";
import { maskedCommand } from "../secrets.ts";
import type { Call, CommandGroup } from "./command.ts";
import { entries } from "./commands/index.ts";
import { examples } from "./examples.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { errorFor, hintFor } from "./hint-options.ts";
import { refuseUnparsed } from "./options/option.ts";
import {
  describeFailure,
  flush,
  goWhereNpmWasCalled,
  openTerminal,
  programName,
  refuseLostOutput,
  watchOutput,
  widthOf,
} from "./terminal.ts";
import {
  refuseControlCharacters,
  refuseMissingTemporaryFolder,
  refuseNamelessPaths,
  refuseRepeated,
  refuseStrayArguments,
  refuseValuesOfSwitches,
  usageProblem,
} from "./usage.ts";

const introduction = `$0 [command] [options] [-- arguments of the app]

Boots one app under every scaling strategy, drives each with the same load,
and reports how it should scale, and with how many workers.`;

const epilogue = `A run writes report.html, the same in other formats, and run.json to its own folder under results/.
Exit codes: 0 done, or passed; 1 a regression; 2 usage or bad input; 3 inconclusive; 4 the measurement is invalid;
70 a bug; 130 interrupted (results so far are kept).`;

/** Set by the command that yargs picks: yargs passes no result on. Help and version leave it as it is. */
type Outcome = { code: ExitCode };

function addGroup(program: Argv, { name, describe, commands }: CommandGroup, call: Call): void {
  const actions = commands.map((each) => each.name.slice(name.length + 1));
  const needed = [actions.slice(0, -1).join(", "), ...actions.slice(-1)].join(" or ");
  program.command(name, describe, (own) =>
    commands.reduce((group, each) => each.addTo(group, call), own).demandCommand(1, `"${name}" needs ${needed}`),
  );
}

function parser(args: readonly string[], outcome: Outcome) {
  const call: Call = {
    typed: maskedCommand(args),
    openTerminal: (colour) => openTerminal(colour, hintFor),
    onEnd: (code) => {
      outcome.code = code;
    },
  };
  const program = yargs([...args])
    .scriptName(programName())
    .usage(introduction);
  for (const entry of entries) {
    if ("commands" in entry) addGroup(program, entry, call);
    else entry.addTo(program, call);
  }
  return program
    .example(examples.map(([line, what]) => [line, what]))
    .epilogue(epilogue)
    .parserConfiguration({ "camel-case-expansion": false, "parse-positional-numbers": false, "populate--": true })
    .check(refuseRepeated)
    .check(refuseUnparsed)
    .check(refuseNamelessPaths)
    .check(refuseControlCharacters)
    .check(refuseMissingTemporaryFolder)
    .check((argv) => refuseValuesOfSwitches(argv, args))
    .check(refuseStrayArguments)
    .strict()
    .version(readManifest().version)
    .help()
    .alias("help", "h")
    .wrap(Math.min(120, widthOf(process.stdout)))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // A command's own error comes here too; yargs's errors are of the user's making.
      if (error !== undefined && error.name !== "YError") throw error;
      throw new BroadsideError("usage", ...usageProblem(message ?? "the command line cannot be parsed", args));
    });
}

/** Failures of the machine or of the program, not of what was asked for: nothing could be measured. */
const machineFailures: ReadonlySet<ErrorCode> = new Set([
  "generator-failed",
  "target-died",
  "target-stuck",
  "target-left-processes",
]);

function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof BroadsideError)) return exitCodes.bug;
  if (error.code === "interrupted") return exitCodes.interrupted;
  return machineFailures.has(error.code) ? exitCodes.invalid : exitCodes.usage;
}

/** Runs the command line; resolves to the exit status when all output has been written. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const outcome: Outcome = { code: exitCodes.done };
  watchOutput();
  goWhereNpmWasCalled();
  const fail = (thrown: unknown): void => {
    const error = asRefusalOfSystem(thrown) ?? thrown;
    outcome.code = exitCodeOf(error);
    process.stderr.write(describeFailure(errorFor(error, args)));
  };
  try {
    // Not by its promise alone: what is found wrong with the options is thrown before there is one.
    await parser(args, outcome).parseAsync();
  } catch (error) {
    fail(error);
  }
  await flush();
  try {
    refuseLostOutput();
  } catch (error) {
    fail(error);
    await flush();
  }
  return outcome.code;
}
