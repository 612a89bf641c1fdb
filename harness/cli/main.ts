import yargs from "yargs";
import { asRefusalOfSystem, BroadsideError, type ErrorCode } from "../errors.ts";
import { readManifest } from "../observe/manifest.ts";
import { maskedCommand } from "../secrets.ts";
import { examples } from "./examples.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { errorFor } from "./hint-options.ts";
import {
  baselineCheckOptions,
  baselineSaveOptions,
  baselineShowOptions,
  listOptions,
  reportOptions,
  trendOptions,
} from "./options/saved.ts";
import { capacityOptions } from "./options/capacity.ts";
import { commonOptions } from "./options/shared.ts";
import { gateOptions } from "./options/gate.ts";
import { initOptions } from "./options/init.ts";
import { mapOptions } from "./options/map.ts";
import { refuseUnparsed } from "./options/option.ts";
import { runOptions } from "./options/run.ts";
import { serveOptions } from "./options/serve.ts";
import { baselineFile, runFolder, runsFolder, savedFolder, strategyName } from "./positionals.ts";
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
and says which way it should scale, with how many workers.`;

const epilogue = `A run writes report.html, the same in other formats, and run.json to a folder of its own below results/.
Exit codes: 0 done, or passed; 1 a regression; 2 usage or bad input; 3 inconclusive; 4 the measurement is invalid;
70 a bug; 130 interrupted (what was measured is kept).`;

/** Set by the command that yargs picks: yargs passes no result on. Help and version leave it as it is. */
type Outcome = { code: ExitCode };

// Each command's own module, with all that it needs, is loaded only when that command runs: --help must be quick.
function parser(args: readonly string[], outcome: Outcome) {
  return yargs([...args])
    .scriptName(programName())
    .usage(introduction)
    .command(
      ["run", "$0"],
      "measure and compare strategies (the default command)",
      (command) => command.options(runOptions).example(examples.run),
      async (argv) => {
        const { runCommand } = await import("./commands/run.ts");
        outcome.code = await runCommand(argv, maskedCommand(args), openTerminal(argv.color));
      },
    )
    .command(
      "init",
      "write a configuration for the project in this folder",
      (command) => command.options(initOptions).example(examples.init),
      async (argv) => {
        const { initCommand } = await import("./commands/init.ts");
        outcome.code = await initCommand(argv, openTerminal(argv.color));
      },
    )
    .command(
      "capacity",
      "what load does each strategy hold while it keeps an objective?",
      (command) => command.options(capacityOptions).example(examples.capacity),
      async (argv) => {
        const { capacityCommand } = await import("./commands/capacity.ts");
        outcome.code = await capacityCommand(argv, maskedCommand(args), openTerminal(argv.color));
      },
    )
    .command(
      "map",
      "which strategy wins at which amount of work and concurrency?",
      (command) => command.options(mapOptions).example(examples.map),
      async (argv) => {
        const { mapCommand } = await import("./commands/map.ts");
        outcome.code = await mapCommand(argv, maskedCommand(args), openTerminal(argv.color));
      },
    )
    .command(
      "gate",
      "has this version become slower? Two versions, measured side by side",
      (command) => command.options(gateOptions).example(examples.gate),
      async (argv) => {
        const { gateCommand } = await import("./commands/gate.ts");
        outcome.code = await gateCommand(argv, maskedCommand(args), openTerminal(argv.color));
      },
    )
    .command("baseline", "keep a run to compare later ones with: save, show, check", (command) =>
      command
        .command(
          "save <folder>",
          "keep what a run measured",
          (save) => save.positional("folder", runFolder).options(baselineSaveOptions),
          async (argv) => {
            const { saveCommand } = await import("./commands/baseline.ts");
            outcome.code = await saveCommand(argv.folder, argv, openTerminal(argv.color));
          },
        )
        .command(
          "show <file>",
          "what a baseline holds",
          (show) => show.positional("file", baselineFile).options(baselineShowOptions),
          async (argv) => {
            const { showCommand } = await import("./commands/baseline.ts");
            outcome.code = await showCommand(argv.file, argv, openTerminal(argv.color));
          },
        )
        .command(
          "check <file> <folder>",
          "is a run as good as the baseline?",
          (check) =>
            check.positional("file", baselineFile).positional("folder", runFolder).options(baselineCheckOptions),
          async (argv) => {
            const { checkCommand } = await import("./commands/baseline.ts");
            outcome.code = await checkCommand(argv.file, argv.folder, argv, openTerminal(argv.color));
          },
        )
        .demandCommand(1, '"baseline" needs save, show or check'),
    )
    .command(
      "list",
      "the scenarios and strategies, and what each needs",
      (command) => command.options(listOptions),
      async (argv) => {
        const { listCommand } = await import("./commands/list.ts");
        outcome.code = await listCommand(argv, openTerminal(argv.color));
      },
    )
    .command(
      "report <folder>",
      "render a saved run again",
      (command) => command.positional("folder", savedFolder).options(reportOptions).example(examples.report),
      async (argv) => {
        const { reportCommand } = await import("./commands/report.ts");
        outcome.code = await reportCommand(argv.folder, argv, openTerminal(argv.color));
      },
    )
    .command(
      "trend [folder]",
      "how the figures went over saved runs, and where they changed",
      (command) => command.positional("folder", runsFolder).options(trendOptions),
      async (argv) => {
        const { trendCommand } = await import("./commands/trend.ts");
        outcome.code = await trendCommand(argv.folder, argv, openTerminal(argv.color));
      },
    )
    .command(
      "serve <strategy>",
      "boot one target and leave it up",
      (command) => command.positional("strategy", strategyName).options(serveOptions),
      async (argv) => {
        const { serveCommand } = await import("./commands/serve.ts");
        outcome.code = await serveCommand(argv.strategy, argv, openTerminal(argv.color));
      },
    )
    .command(
      "doctor",
      "is this machine fit to measure on, and what is missing?",
      (command) => command.options(commonOptions),
      async (argv) => {
        const { doctorCommand } = await import("./commands/doctor.ts");
        outcome.code = await doctorCommand(openTerminal(argv.color));
      },
    )
    .example(examples.all)
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
      throw new BroadsideError("usage", ...usageProblem(message ?? "that cannot be understood", args));
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
