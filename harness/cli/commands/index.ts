import { defaultKind, experiments } from "../../experiments/index.ts";
import { baseline } from "../../history/baseline/index.ts";
import { trend } from "../../history/trend/index.ts";
import { command, type Command, type CommandGroup } from "../command.ts";
import { initOptions } from "../options/init.ts";
import { listOptions } from "../options/list.ts";
import { reportOptions } from "../options/report.ts";
import { serveOptions } from "../options/serve.ts";
import { commonOptions } from "../options/shared.ts";

const init = command({
  name: "init",
  describe: "write a configuration for the project in this folder",
  options: initOptions,
  examples: [["$0 init", "broadside.config.ts, .mts or .mjs: the app and whatever routes are found"]],
  carryOut: async (argv, _typed, terminal) => {
    const { initCommand } = await import("./init.ts");
    return initCommand(argv, terminal);
  },
});

const list = command({
  name: "list",
  describe: "the scenarios and strategies, and their requirements",
  options: listOptions,
  carryOut: async (argv, _typed, terminal) => {
    const { listCommand } = await import("./list.ts");
    return listCommand(argv, terminal);
  },
});

const report = command({
  name: "report",
  describe: "render a saved run again",
  options: reportOptions,
  examples: [["$0 report results/DIR", "write its reports again, from its run.json"]],
  needs: {
    typed: "<folder>",
    positionals: {
      folder: {
        type: "string",
        demandOption: true,
        describe: "the folder or file of a run, a gate, a capacity search or a map",
      },
    },
    what: "the folder of a run",
    example: "report results/…",
  },
  carryOut: async (argv, _typed, terminal) => {
    const { reportCommand } = await import("./report.ts");
    return reportCommand(argv.folder, argv, terminal);
  },
});

const serve = command({
  name: "serve",
  describe: "boot one target and leave it up",
  options: serveOptions,
  startsApp: true,
  needs: {
    typed: "<strategy>",
    positionals: {
      strategy: { type: "string", demandOption: true, describe: 'what to boot; see the command "list"' },
    },
    what: "the name of a strategy, as shown by list",
    example: "serve single",
  },
  carryOut: async (argv, _typed, terminal) => {
    const { serveCommand } = await import("./serve.ts");
    return serveCommand(argv.strategy, argv, terminal);
  },
});

const doctor = command({
  name: "doctor",
  describe: "is this machine fit to measure on, and what is missing?",
  options: commonOptions,
  carryOut: async (_argv, _typed, terminal) => {
    const { doctorCommand } = await import("./doctor.ts");
    return doctorCommand(terminal);
  },
});

/** All that can be typed after the program's name, as its help shows it. To add one: declare it, and add it here. */
export const entries: readonly (Command | CommandGroup)[] = [
  defaultKind.command,
  ...experiments.filter((kind) => kind !== defaultKind).map((kind) => kind.command),
  init,
  baseline,
  list,
  report,
  trend,
  serve,
  doctor,
];

/** Every command, those of groups too. */
export const commands: readonly Command[] = entries.flatMap((entry) =>
  "commands" in entry ? entry.commands : [entry],
);
